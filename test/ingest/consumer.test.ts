import type { SQSEvent } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import type { EventDefinition } from '../../lib/catalogue/definition.ts';
import { OnSessionStart } from '../../lib/catalogue/imopenlines.ts';
import { consumer } from '../../lib/ingest/consumer.ts';
import type { Runtime } from '../../lib/middleware/runtime.ts';
import { type Portals, PortalsUnreachable } from '../../lib/portals/portals.ts';
import { parsePortalsSetting, portalsFromSetting } from '../../lib/portals/settings.ts';
import type { Publication, Verdicts } from '../../lib/publish/destination.ts';
import type { StoredRecord } from '../../lib/publish/record.ts';
import { formOf, limits, sampleSecrets } from '../samples.ts';
import { record } from './record.ts';

const seed = formOf('seed-session-start');
const sent = 1_795_000_000_123;
const id = '84d56545b3ab646a10b766eba0fec324';

const known = portalsFromSetting(
  parsePortalsSetting('a223c6b3710f85df22e9377d6c4f7553:51856fefc120afa4b628cc82d3935cce').portals,
);

const full: Verdicts = [{ code: 'QueueFull', message: 'no room' }];
const down: Verdicts = [{ code: 'InternalException', message: 'down' }];

type Scene = {
  readonly definition?: EventDefinition;
  readonly portals?: Portals;
  readonly publishing?: Verdicts;
  readonly storing?: () => Promise<Verdicts>;
};

/** A consumer among fakes of its ports, and what they have seen. */
const stage = ({ definition = OnSessionStart, portals = known, publishing, storing }: Scene = {}) => {
  const published: Publication[] = [];
  const stored: StoredRecord[] = [];
  const lines: string[] = [];
  const store = {
    store: async (records: readonly StoredRecord[]) => {
      const verdicts = await storing?.();
      stored.push(...records);
      return verdicts ?? records.map(() => undefined);
    },
  };
  const runtime: Runtime = {
    limits,
    portals,
    delivery: {
      destinations: [
        {
          name: 'eventbridge',
          publish: async (publications) => {
            published.push(...publications);
            return publishing ?? publications.map(() => undefined);
          },
        },
      ],
      versions: 'newest',
      undelivered: store,
      quarantine: store,
      publishDeadline: 200,
      storeDeadline: 100,
      log: (line) => lines.push(line),
    },
  };
  const summaries = () => lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  return { consume: consumer(definition, runtime), published, stored, lines, summaries };
};

const batch = (...bodies: string[]): SQSEvent => ({
  Records: bodies.map((body, index) => record(body, { messageId: `message-${index}`, sent })),
});

const left = (...messageIds: string[]) => ({
  batchItemFailures: messageIds.map((itemIdentifier) => ({ itemIdentifier })),
});

describe('a message whose event is', () => {
  test('published is done; its received time is when the queue got it, its id as ever', async () => {
    const { consume, published, summaries } = stage();
    expect(await consume(batch(seed))).toEqual(left());
    expect(published).toMatchObject([
      { name: 'OnSessionStart', event: { id, receivedtime: new Date(sent).toISOString() } },
    ]);
    expect(summaries()).toMatchObject([
      { outcome: 'published', status: 200, requestId: 'message-0', ids: [id], Published: 1 },
    ]);
  });

  test('published is done in base64 too', async () => {
    const { consume, published } = stage();
    expect(await consume(batch(Buffer.from(seed).toString('base64')))).toEqual(left());
    expect(published).toMatchObject([{ event: { id } }]);
  });

  test('stored in the undelivered queue is done', async () => {
    const { consume, stored, summaries } = stage({ publishing: down });
    expect(await consume(batch(seed))).toEqual(left());
    expect(stored).toMatchObject([{ kind: 'undelivered', event: { id } }]);
    expect(summaries()).toMatchObject([{ outcome: 'stored', status: 202, Stored: 1 }]);
  });

  test('quarantined is done', async () => {
    const { consume, stored, summaries } = stage();
    expect(await consume(batch(seed.replace('ONSESSIONSTART', 'ONSESSIONFINISH')))).toEqual(left());
    expect(stored).toMatchObject([{ kind: 'quarantined', reason: 'wrong-route' }]);
    expect(summaries()).toMatchObject([{ outcome: 'quarantined', status: 202, Quarantined: 1 }]);
  });
});

const big = `${seed}&data[x]=${'x'.repeat(limits.maxBodyBytes)}`;

describe('a message that a receiver would refuse is logged and done', () => {
  test.each([
    ['no form', '{"event":"ONSESSIONSTART"}', 'not-a-bitrix24-event', 400],
    ['no event', 'a=1', 'not-a-bitrix24-event', 400],
    ['no token', seed.replace(/&auth[^&]*application_token[^&]*/, ''), 'credentials-missing', 401],
    ['a wrong token', seed.replace('51856fefc120', 'aaaaaaaaaaaa'), 'sender-unknown', 403],
    ['a body over the limit', big, 'limit-exceeded', 413],
  ])('%s', async (_, body, outcome, status) => {
    const { consume, published, stored, summaries } = stage();
    expect(await consume(batch(body))).toEqual(left());
    expect([published, stored]).toEqual([[], []]);
    expect(summaries()).toMatchObject([{ outcome, status, Refused: 1 }]);
  });
});

const unreachable: Portals = {
  prove: async () => {
    throw new PortalsUnreachable('the table did not answer');
  },
};

const broken: Portals = {
  prove: async () => {
    throw new TypeError('a defect');
  },
};

describe('a message stays in the queue', () => {
  test('if nobody can check its sender; nothing is stored elsewhere', async () => {
    const { consume, published, stored, summaries } = stage({ portals: unreachable });
    expect(await consume(batch(seed))).toEqual(left('message-0'));
    expect([published, stored]).toEqual([[], []]);
    expect(summaries()).toMatchObject([
      { level: 'ERROR', outcome: 'left in the queue', status: 503, reason: 'the table did not answer' },
    ]);
  });

  test('if b24bus meets a fault of its own, which the log has', async () => {
    const { consume, summaries } = stage({ portals: broken });
    expect(await consume(batch(seed))).toEqual(left('message-0'));
    expect(summaries()).toMatchObject([
      { message: 'fault', fault: { name: 'TypeError' } },
      { outcome: 'left in the queue', status: 503, reason: 'a fault of b24bus' },
    ]);
  });

  test.each([
    ['refuses it', async () => full],
    ['breaks', () => Promise.reject(new RangeError('no'))],
  ])(
    'if no destination takes its event and the undelivered queue %s; the log needs no record then',
    async (_, storing) => {
      const { consume, lines, summaries } = stage({ publishing: down, storing });
      expect(await consume(batch(seed))).toEqual(left('message-0'));
      expect(lines.join('\n')).not.toContain('UNDELIVERED');
      expect(summaries()).toMatchObject([
        {
          outcome: 'left in the queue',
          reason: 'neither the destinations nor the queue behind them took 1 of its events',
        },
      ]);
    },
  );
});

test('one message of ten that stays does not keep the other nine', async () => {
  const token = '51856fefc120afa4b628cc82d3935cce';
  const slow: Portals = {
    prove: (memberId, digest, now) =>
      memberId.startsWith('b')
        ? unreachable.prove(memberId, digest, now)
        : known.prove(memberId, digest, now),
  };
  const { consume, published, lines } = stage({ portals: slow });
  const bodies = Array.from({ length: 10 }, (_, index) =>
    index === 4
      ? seed.replaceAll('a223c6b3710f85df22e9377d6c4f7553', 'b223c6b3710f85df22e9377d6c4f7553')
      : seed.replaceAll('10585', String(10_585 + index)),
  );
  expect(await consume(batch(...bodies))).toEqual(left('message-4'));
  expect(new Set(published.map(({ event }) => event.id)).size).toBe(9);
  for (const secret of [token, ...sampleSecrets]) expect(lines.join('\n')).not.toContain(secret);
});
