import { createServer } from 'node:http';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Fault } from '../../../lib/local/faults.ts';
import { type Listening, listen, shutDown } from '../../../lib/local/http.ts';
import { credentials, REGION } from '../../../lib/local/resources.ts';
import { startTables } from '../../../lib/local/table.ts';
import { digestsFrom } from '../../../lib/portals/digests.ts';
import { PortalsUnreachable } from '../../../lib/portals/portals.ts';

const TABLE = 'portals';

let table: Listening;
let client: DynamoDBClient;
let fault: Fault | undefined;

beforeAll(async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', credentials.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', credentials.secretAccessKey);
  table = await startTables({ [TABLE]: 'member_id' }, { faults: () => fault });
  client = new DynamoDBClient({ endpoint: table.url, region: REGION, credentials });
});
beforeEach(() => {
  fault = undefined;
});
afterAll(async () => {
  vi.unstubAllEnvs();
  client.destroy();
  await table.close();
});

const reader = (tableName = TABLE, endpoint = table.url) =>
  digestsFrom(tableName, { AWS_REGION: REGION, AWS_ENDPOINT_URL_DYNAMODB: endpoint });

const put = (member_id: string, attributes: Record<string, { B: Buffer } | { N: string } | { S: string }>) =>
  client.send(new PutItemCommand({ TableName: TABLE, Item: { member_id: { S: member_id }, ...attributes } }));

test('a portal is one of those whose queue is drained as long as its item says so', async () => {
  const drained = new Set(['gone']);
  const read = digestsFrom(TABLE, { AWS_REGION: REGION, AWS_ENDPOINT_URL_DYNAMODB: table.url }, drained);
  await put('queued', { offline_since: { N: '1714649632000' } });
  for (const memberId of ['queued', 'gone', 'unknown']) await read(memberId);
  expect([...drained]).toEqual(['queued']);
  await put('queued', {});
  await read('queued');
  expect([...drained]).toEqual([]);
});

const [current, previous] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];

describe('the digests of a portal', () => {
  test('are read from its item, the previous one with its end', async () => {
    await put('both', {
      token_digest: { B: current },
      previous_digest: { B: previous },
      previous_expires: { N: '1714649632' },
      sealed_tokens: { B: Buffer.from('not asked for') },
    });
    expect(await reader()('both')).toEqual([
      { digest: current },
      { digest: previous, expires: 1_714_649_632_000 },
    ]);
  });

  test.each([
    ['one token', { token_digest: { B: current } }, [{ digest: current }]],
    ['no token yet', { domain: { S: 'portal.example' } }, []],
    [
      'a previous token without an end, which is not accepted for ever',
      { token_digest: { B: current }, previous_digest: { B: previous } },
      [{ digest: current }],
    ],
  ])('of a portal with %s', async (name, attributes, expected) => {
    await put(name, attributes);
    expect(await reader()(name)).toEqual(expected);
  });

  test.each([
    ['is not in the table', 'nobody'],
    ['is longer than a key may be', 'x'.repeat(2_049)],
    ['is named in Cyrillic', 'портал'],
  ])('are none of a portal that %s', async (_, memberId) => {
    expect(await reader()(memberId)).toBeUndefined();
  });

  test('are seen at once: the read is consistent', async () => {
    for (let version = 0; version < 5; version++) {
      const digest = Buffer.alloc(32, version + 10);
      await put('changing', { token_digest: { B: digest } });
      expect(await reader()('changing')).toEqual([{ digest }]);
    }
  });
});

describe('a table that does not answer', () => {
  test.each<Fault>(['error', 'throttle', 'hang', 'reset'])('is unreachable: %s', async (played) => {
    fault = played;
    await expect(reader()('both')).rejects.toThrow(PortalsUnreachable);
  });

  test('is unreachable where there is no such table', async () => {
    await expect(reader('missing')('both')).rejects.toThrow(PortalsUnreachable);
  });

  test('is unreachable where nothing listens', async () => {
    await expect(reader(TABLE, 'http://127.0.0.1:9')('both')).rejects.toThrow(PortalsUnreachable);
  });

  test('is asked a second time, once', async () => {
    let asked = 0;
    const server = createServer((_, response) => {
      asked++;
      response.statusCode = asked === 1 ? 500 : 200;
      response.end(JSON.stringify({ Item: { token_digest: { B: current.toString('base64') } } }));
    });
    const endpoint = `http://127.0.0.1:${await listen(server, 0)}`;
    expect(await reader(TABLE, endpoint)('portal')).toEqual([{ digest: current }]);
    expect(asked).toBe(2);
    await shutDown(server);
  });
});
