import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Fault } from '../../../lib/local/faults.ts';
import type { Listening } from '../../../lib/local/http.ts';
import { startTables } from '../../../lib/local/table.ts';
import { digestsFrom } from '../../../lib/portals/digests.ts';
import { PortalsFault } from '../../../lib/portals/fault.ts';
import { changePortal, type Portal, PortalChanged, type PortalsTable } from '../../../lib/portals/portal.ts';
import { portalsTable } from '../../../lib/portals/table.ts';
import { reachAws, serve } from '../publish/stage.ts';
import { fullPortal, newPortal } from './sample.ts';

const TABLE = 'portals-of-a-test';
let emulator: Listening;
let faults: (Fault | undefined)[] = [];
let table: PortalsTable;

beforeAll(async () => {
  emulator = await startTables({ [TABLE]: 'member_id' }, { faults: () => faults.shift() });
});
beforeEach(() => {
  faults = [];
  reachAws('DYNAMODB', emulator.url);
  table = portalsTable(TABLE);
});
afterEach(() => vi.unstubAllEnvs());
afterAll(() => emulator.close());

const all = async (): Promise<Portal[]> => {
  const portals: Portal[] = [];
  for await (const portal of table.list()) portals.push(portal);
  return portals;
};

/** Sets attributes behind the table's back. */
const spoil = async (memberId: string, attributes: Readonly<Record<string, unknown>>): Promise<void> => {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
  for (const [name, value] of Object.entries(attributes)) {
    const attribute = { '#name': name };
    const command = { TableName: TABLE, Key: { member_id: memberId }, ExpressionAttributeNames: attribute };
    await client.send(
      value === undefined
        ? new UpdateCommand({ ...command, UpdateExpression: 'REMOVE #name' })
        : new UpdateCommand({
            ...command,
            UpdateExpression: 'SET #name = :value',
            ExpressionAttributeValues: { ':value': value },
          }),
    );
  }
};

const clear = async (): Promise<void> => {
  for (const portal of await all()) await table.remove(portal);
};

describe('a portal', () => {
  it.each([
    ['with everything', fullPortal('full')],
    ['with no more than it must have', newPortal('small')],
  ])('%s is read as it was written, one revision further', async (_, portal) => {
    await table.put(portal);
    expect(await table.get(portal.memberId)).toEqual({ ...portal, revision: 1 });
  });

  it('that is not stored is undefined', async () => {
    expect(await table.get('nobody')).toBeUndefined();
  });

  it('is in the table under the attributes, units and types that the receivers and the time to live count on', async () => {
    const portal = { ...fullPortal('raw'), previousExpires: 1_760_086_400_001, expiresAt: 1_762_592_000_999 };
    await table.put(portal);
    const Key = { member_id: { S: 'raw' } };
    const { Item } = await new DynamoDBClient({}).send(new GetItemCommand({ TableName: TABLE, Key }));
    expect(Item).toMatchObject({
      member_id: { S: 'raw' },
      token_digest: { B: new Uint8Array(portal.tokenDigest ?? []) },
      previous_digest: { B: new Uint8Array(portal.previousDigest ?? []) },
      previous_expires: { N: '1760086401' },
      expires: { N: '1762592001' },
      sealed_tokens: { B: new Uint8Array(portal.sealedTokens) },
      proven_at: { N: '1760000000000' },
      revision: { N: '1' },
    });
  });

  it('has its digests read by the receivers', async () => {
    const portal = fullPortal('for-receivers');
    await table.put(portal);
    expect(await digestsFrom(TABLE, process.env)('for-receivers')).toEqual([
      { digest: portal.tokenDigest },
      { digest: portal.previousDigest, expires: portal.previousExpires },
    ]);
  });

  it('loses what a later write leaves out', async () => {
    const portal = fullPortal('uninstalled');
    await table.put(portal);
    const { tokenDigest: _, ...without } = portal;
    await table.put({ ...without, revision: 1 });
    expect(await table.get('uninstalled')).toEqual({ ...without, revision: 2 });
  });
});

describe('writes', () => {
  it.each([
    ['a portal as new that is stored already', 0],
    ['an earlier revision', 1],
    ['a revision that is not there yet', 3],
  ])('refuse %s and leave the portal alone', async (_, revision) => {
    const memberId = `conflict-${revision}`;
    await table.put(newPortal(memberId));
    await table.put({ ...newPortal(memberId), licence: 'P', revision: 1 });
    const stored = await table.get(memberId);
    const stale = { ...newPortal(memberId), licence: 'F', revision };
    const changed = new PortalChanged(`The portal ${memberId} was changed meanwhile`);
    await expect(table.put(stale)).rejects.toEqual(changed);
    await expect(table.remove({ ...stale, revision: revision || 9 })).rejects.toEqual(changed);
    expect(await table.get(memberId)).toEqual(stored);
  });

  it('of one revision at a time have exactly one winner', async () => {
    const writers = ['F', 'D', 'T', 'P', 'L'];
    const results = await Promise.allSettled(
      writers.map((licence) => table.put({ ...newPortal('race'), licence })),
    );
    const won = writers.filter((_, index) => results[index]?.status === 'fulfilled');
    const lost = results.filter((result) => result.status === 'rejected');
    expect(won).toHaveLength(1);
    expect(lost.map(({ reason }) => reason)).toEqual(Array(4).fill(expect.any(PortalChanged)));
    expect(await table.get('race')).toMatchObject({ licence: won[0], revision: 1 });
  });

  it('remove a portal that is as it was read', async () => {
    await table.put(newPortal('removed'));
    await table.remove({ ...newPortal('removed'), revision: 1 });
    expect(await table.get('removed')).toBeUndefined();
  });

  it('refuse to remove a portal that is gone', async () => {
    await expect(table.remove({ ...newPortal('gone'), revision: 1 })).rejects.toThrow(PortalChanged);
  });
});

describe('changePortal', () => {
  const bind = (name: string) => (current: Portal | undefined) => ({
    ...(current ?? newPortal('shared')),
    boundEvents: [...(current?.boundEvents ?? []), name],
  });

  it('loses no change of several at a time', async () => {
    const names = ['one', 'two', 'three', 'four', 'five'];
    await Promise.all(names.map((name) => changePortal(table, 'shared', bind(name))));
    const shared = await table.get('shared');
    expect(shared?.boundEvents.toSorted()).toEqual(names.toSorted());
    expect(shared?.revision).toBe(5);
  });

  it('reads the portal again where the answer to its write is lost', async () => {
    faults = [undefined, 'reset'];
    const seen: (number | undefined)[] = [];
    const stored = await changePortal(table, 'lost-answer', (current) => {
      seen.push(current?.revision);
      return current === undefined ? newPortal('lost-answer') : undefined;
    });
    expect(seen).toEqual([undefined, 1]);
    expect(stored).toEqual(await table.get('lost-answer'));
  });
});

describe('list', () => {
  it('has every portal, over several pages', async () => {
    await clear();
    const ids = Array.from({ length: 6 }, (_, index) => `portal-${index}`);
    for (const id of ids) await table.put({ ...newPortal(id), sealedTokens: Buffer.alloc(300_000, id) });
    expect((await all()).map(({ memberId }) => memberId).sort()).toEqual(ids);
  });

  it('has none where there is none', async () => {
    await clear();
    expect(await all()).toEqual([]);
  });

  it('has the others before it tells which cannot be read', async () => {
    await clear();
    for (const id of ['a', 'b', 'c', 'd']) await table.put(newPortal(id));
    await spoil('b', { status: 'gone' });
    await spoil('c', { revision: undefined });
    const seen: string[] = [];
    const listing = (async () => {
      for await (const { memberId } of table.list()) seen.push(memberId);
    })();
    const fault = await listing.catch((thrown: unknown) => thrown);
    expect(seen.sort()).toEqual(['a', 'd']);
    expect(fault).toMatchObject({ name: 'PortalsFault', code: 'PORTAL_UNREADABLE' });
    expect(String(fault)).toContain(
      `The item b of the table ${TABLE} is broken: status must be installed or`,
    );
    expect(String(fault)).toContain(`The item c of the table ${TABLE} is broken: revision is missing`);
    for (const id of ['b', 'c']) await spoil(id, { status: 'installed', revision: 1 });
  });
});

describe('a broken item', () => {
  it.each([
    [{ token_digest: 'a secret' }, 'token_digest must be binary'],
    [{ token_digest: Buffer.from('a secret') }, 'token_digest must have 32 bytes'],
    [{ sealed_tokens: undefined }, 'sealed_tokens is missing'],
    [{ proven_at: 'a secret' }, 'proven_at must be a number'],
    [{ proven_at: 1.5 }, 'proven_at must be a whole number'],
    [{ previous_expires: 'a secret' }, 'previous_expires must be a number'],
    [{ scopes: 'a secret' }, 'scopes must be a list'],
    [{ scopes: ['crm', 1] }, 'scopes.1 must be a text'],
    [{ problems: [{ check: 'a secret' }] }, 'problems.0.code is missing'],
    [{ status: 'a secret', client_endpoint: 5 }, 'status must be installed or uninstalled, client_endpoint'],
  ])('%j is named with its portal and attribute, without the value', async (attributes, told) => {
    const memberId = `broken-${told}`;
    await table.put(newPortal(memberId));
    await spoil(memberId, attributes);
    const fault = await table.get(memberId).catch((thrown: unknown) => thrown);
    expect(fault).toBeInstanceOf(PortalsFault);
    expect(fault).toMatchObject({
      code: 'PORTAL_UNREADABLE',
      cure: 'Restore the item from a backup of the table, or delete it and install the application in this portal again.',
    });
    expect(String(fault)).toContain(`The item ${memberId} of the table ${TABLE} is broken: ${told}`);
    expect(String(fault)).not.toContain('a secret');
  });

  it('is not one that has attributes of a later version', async () => {
    await table.put(newPortal('later'));
    await spoil('later', { colour: 'green' });
    expect(await table.get('later')).toEqual({
      ...newPortal('later'),
      sealedTokens: expect.any(Buffer),
      revision: 1,
    });
  });
});

describe('a table', () => {
  it('that does not exist is named, with the setting', async () => {
    await expect(portalsTable('elsewhere').get('x')).rejects.toMatchObject({
      code: 'ResourceNotFoundException',
      message: expect.stringContaining('The table elsewhere cannot be read: ResourceNotFoundException'),
      cure: 'Check PORTALS_TABLE and the region: there is no table elsewhere. Deploying makes it.',
    });
  });

  it('that may not be written says which permission is missing', async () => {
    const url = await serve((_, response) => {
      response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(JSON.stringify({ __type: 'com.amazon#AccessDeniedException', Message: 'no' }));
    });
    reachAws('DYNAMODB', url);
    await expect(portalsTable(TABLE).put(newPortal('x'))).rejects.toMatchObject({
      code: 'AccessDeniedException',
      message: `The table ${TABLE} cannot be written: AccessDeniedException: no`,
      cure: `Allow the role dynamodb:GetItem, PutItem, DeleteItem and Scan on the table ${TABLE}.`,
    });
  });

  it('that fails for good is a fault of reading, of writing and of listing', async () => {
    const cannot = (done: string) => ({
      message: `The table ${TABLE} cannot be ${done}: InternalError: injected`,
    });
    const broken = async (call: () => Promise<unknown>) => {
      faults = Array(3).fill('error');
      return call().catch((thrown: unknown) => thrown);
    };
    expect(await broken(() => table.get('x'))).toMatchObject(cannot('read'));
    expect(await broken(() => table.put(newPortal('x')))).toMatchObject(cannot('written'));
    expect(await broken(() => table.remove(newPortal('x')))).toMatchObject(cannot('written'));
    expect(await broken(all)).toMatchObject(cannot('read'));
  });

  it('that fails once is asked again', async () => {
    await table.put(newPortal('retried'));
    faults = ['error'];
    expect(await table.get('retried')).toMatchObject({ memberId: 'retried' });
    expect(faults).toEqual([]);
  });
});
