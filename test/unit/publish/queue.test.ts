import { createHash, createHmac } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { envelopeOf } from '../../../lib/form/envelope.ts';
import { type LocalCloud, startCloud } from '../../../lib/local/cloud.ts';
import { readBody } from '../../../lib/local/http.ts';
import { decodeForm } from '../../../lib/middleware/decode.ts';
import { queueStore } from '../../../lib/publish/queue.ts';
import { decodeRecord, encodeRecord, type QuarantineRecord } from '../../../lib/publish/record.ts';
import { formOf, limits, sampleSecrets } from '../../samples.ts';
import { reachAws, serve, soon, transports } from './stage.ts';

const MIB = 1024 * 1024;

/** A record that is told from others by its number. */
const numbered = (
  number: number,
  body: QuarantineRecord['body'] = { text: 'Привет 🙂' },
): QuarantineRecord => ({
  kind: 'quarantined',
  version: 1,
  reference: number.toString(16).padStart(32, '0'),
  reason: 'invalid',
  errors: [{ path: 'ts', message: 'is missing' }],
  items: [],
  route: 'OnSessionStart',
  memberId: 'a223c6b3710f85df22e9377d6c4f7553',
  receivedtime: '2026-03-17T14:52:41.123Z',
  body,
});

const many = (count: number): QuarantineRecord[] =>
  Array.from({ length: count }, (_, number) => numbered(number));

/** A record whose JSON has exactly so many bytes. */
const recordOf = (bytes: number): QuarantineRecord => {
  const empty = Buffer.byteLength(encodeRecord(numbered(1, { text: '' }), MIB));
  return numbered(1, { text: 'a'.repeat(bytes - empty) });
};

/** Text that gzip cannot make smaller than 3/4, and base64 then makes as large as it was: always the same. */
const noise = (bytes: number): string => {
  const blocks = Array.from({ length: Math.ceil(bytes / 88) }, (_, number) =>
    createHmac('sha512', 'noise').update(String(number)).digest('base64'),
  );
  return blocks.join('');
};

describe.each(transports)('over %s', (_, transport) => {
  /** A queue that is reached through the environment, as in Lambda, by a client of its own. */
  const storeAt = (queueUrl: string) => {
    reachAws('SQS', new URL(queueUrl).origin);
    return queueStore(queueUrl, transport().sqs());
  };

  type Entry = { readonly Id: string; readonly MessageBody: string };
  type Call = { readonly QueueUrl: string; readonly Entries: readonly Entry[] };
  type Failure = { readonly Code: string; readonly Message: string; readonly SenderFault: boolean };
  /** By entry: taken, or why not, or left out of the answer. */
  type Result = 'took' | 'left out' | Failure;
  type Reply = readonly Result[] | ((response: ServerResponse) => void);

  const batchResponse = (entries: readonly Entry[], results: readonly Result[]): string => {
    const taken = entries.flatMap(({ Id, MessageBody }, index) => {
      const MD5OfMessageBody = createHash('md5').update(MessageBody).digest('hex');
      return results[index] === 'took' ? [{ Id, MessageId: `m${Id}`, MD5OfMessageBody }] : [];
    });
    const failed = entries.flatMap(({ Id }, index) => {
      const result = results[index];
      return typeof result === 'object' ? [{ Id, ...result }] : [];
    });
    return JSON.stringify({ Successful: taken, Failed: failed });
  };

  /** An endpoint that answers SendMessageBatch as it is told, call by call, and then takes everything. */
  const stub = async (...replies: Reply[]) => {
    const calls: Call[] = [];
    const url = await serve(async (request, response) => {
      const call = JSON.parse(String(await readBody(request))) as Call;
      const reply = replies[calls.length] ?? call.Entries.map(() => 'took');
      calls.push(call);
      response.setHeader('content-type', 'application/x-amz-json-1.0');
      if (typeof reply === 'function') reply(response);
      else response.end(batchResponse(call.Entries, reply));
    });
    return { url: `${url}/000000000000/quarantine`, calls };
  };

  const bodiesOf = (calls: readonly Call[]) =>
    calls.map(({ Entries }) => Entries.map(({ MessageBody }) => MessageBody));

  const json = (record: QuarantineRecord): string => encodeRecord(record, MIB);

  afterEach(() => {
    vi.unstubAllEnvs();
  });

  describe('a queue', () => {
    let cloud: LocalCloud;
    beforeAll(async () => {
      cloud = await startCloud('standard');
    });
    afterAll(() => cloud.close());
    afterEach(async () => {
      cloud.setFaults({});
      await cloud.purge('quarantine');
    });

    const url = () => cloud.environment['QUARANTINE_QUEUE_URL'] ?? '';
    const kept = async () => (await cloud.inspect('quarantine')).map(({ body }) => body);

    test.each([1, 10, 11, 45])('keeps every one of %i records as JSON', async (count) => {
      const store = storeAt(url());
      expect(await store.store(many(count), soon())).toEqual(Array(count).fill(undefined));
      expect((await kept()).sort()).toEqual(many(count).map(json));
      expect((await kept()).sort().map(decodeRecord)).toEqual(many(count));
    });

    test('keeps a record of exactly 1 MiB as it is', async () => {
      const store = storeAt(url());
      const record = recordOf(MIB);
      expect(await store.store([record], soon())).toEqual([undefined]);
      expect(await kept()).toEqual([JSON.stringify(record)]);
    });

    test('keeps a larger record gzipped, and gives it back whole', async () => {
      const store = storeAt(url());
      const record = recordOf(MIB + 1);
      expect(await store.store([record], soon())).toEqual([undefined]);
      const [body = ''] = await kept();
      expect(body.length).toBeLessThan(10_000);
      expect(decodeRecord(body)).toEqual(record);
    });

    test('that does not answer rejects at the deadline, and keeps nothing', async () => {
      cloud.setFaults({ sqs: 'hang' });
      const store = storeAt(url());
      const started = performance.now();
      expect(await store.store(many(2), soon(100))).toEqual(
        Array(2).fill({ code: 'Deadline', message: 'no answer before the deadline' }),
      );
      expect(performance.now() - started).toBeLessThan(650);
      expect(await kept()).toEqual([]);
    });

    test('that is out of order rejects with its own code, and keeps nothing', async () => {
      cloud.setFaults({ sqs: 'error' });
      const store = storeAt(url());
      expect(await store.store(many(11), soon())).toEqual(
        Array(11).fill({ code: 'InternalError', message: 'injected' }),
      );
      expect(await kept()).toEqual([]);
    });

    test('that does not exist rejects', async () => {
      const store = storeAt(url().replace(/[^/]+$/, 'no-such-queue'));
      expect(await store.store(many(1), soon())).toEqual([
        { code: 'QueueDoesNotExist', message: expect.stringContaining('does not exist') },
      ]);
    });
  });

  describe('a message', () => {
    test('is exactly the record', async () => {
      const { url, calls } = await stub();
      const store = storeAt(url);
      expect(await store.store(many(2), soon())).toEqual([undefined, undefined]);
      expect(calls).toEqual([
        {
          QueueUrl: url,
          Entries: [
            { Id: '0', MessageBody: json(numbered(0)) },
            { Id: '1', MessageBody: json(numbered(1)) },
          ],
        },
      ]);
    });

    test('holds no secret of the body', async () => {
      const { url, calls } = await stub();
      const form = formOf('imconnector-message-add.doc-2026');
      const store = storeAt(url);
      const record = numbered(1, envelopeOf(decodeForm(form, limits)).body);
      expect(await store.store([record], soon())).toEqual([undefined]);
      const posted = sampleSecrets.filter((secret) => form.includes(secret));
      expect(posted.length).toBeGreaterThan(1);
      const sent = JSON.stringify(calls);
      expect(sent).toContain('ONIMCONNECTORMESSAGEADD');
      expect(posted.filter((secret) => sent.includes(secret))).toEqual([]);
    });

    test('stands in a call of ten at most, under an id of its own', async () => {
      const { url, calls } = await stub();
      const store = storeAt(url);
      expect(await store.store(many(21), soon())).toEqual(Array(21).fill(undefined));
      expect(calls.map(({ Entries }) => Entries.length).sort((one, other) => one - other)).toEqual([
        1, 10, 10,
      ]);
      expect(bodiesOf(calls).flat().sort()).toEqual(many(21).map(json));
      for (const { Entries } of calls) {
        expect(Entries.map(({ Id }) => Id)).toEqual(Entries.map((_, index) => String(index)));
      }
    });

    test('shares a call up to 1 MiB', async () => {
      const { url, calls } = await stub();
      const store = storeAt(url);
      const half = recordOf(MIB / 2);
      const more = recordOf(MIB / 2 + 1);
      expect(await store.store([half, half, half, more], soon())).toEqual(Array(4).fill(undefined));
      const sizes = calls.map(({ Entries }) => Entries.length);
      expect(sizes.sort()).toEqual([1, 1, 2]);
    });

    test('over 1 MiB even when gzipped is rejected and not sent, while others are', async () => {
      const { url, calls } = await stub();
      const store = storeAt(url);
      const record = numbered(1, { text: noise(2 * MIB) });
      const bytes = encodeRecord(record, MIB).length;
      expect(bytes).toBeGreaterThan(MIB);
      expect(await store.store([record, numbered(2)], soon())).toEqual([
        { code: 'Oversize', message: `has ${bytes} bytes, the destination takes 1048576` },
        undefined,
      ]);
      expect(bodiesOf(calls)).toEqual([[json(numbered(2))]]);
    });

    test('is not sent where there is no record', async () => {
      const { url, calls } = await stub();
      const store = storeAt(url);
      expect(await store.store([], soon())).toEqual([]);
      expect(calls).toEqual([]);
    });
  });

  describe('calls', () => {
    test('go out eight at a time', async () => {
      let waiting = 0;
      let most = 0;
      const slow: Reply = (response) => {
        waiting++;
        most = Math.max(most, waiting);
        setTimeout(() => {
          waiting--;
          response.end('{}');
        }, 100);
      };
      const { url } = await stub(...Array<Reply>(10).fill(slow));
      const store = storeAt(url);
      await store.store(many(100), soon());
      expect(most).toBe(8);
    });
  });

  describe('an entry that fails in a call that answers 200', () => {
    const failed = (SenderFault: boolean): Failure => ({
      Code: 'InternalError',
      Message: 'why',
      SenderFault,
    });

    test('is sent again alone where the fault is the service’s, under an id of the new call', async () => {
      const { url, calls } = await stub(['took', failed(false), 'took']);
      const store = storeAt(url);
      expect(await store.store(many(3), soon())).toEqual([undefined, undefined, undefined]);
      expect(bodiesOf(calls)).toEqual([many(3).map(json), [json(numbered(1))]]);
      expect(calls[1]?.Entries[0]?.Id).toBe('0');
    });

    test('is rejected after two more attempts', async () => {
      const { url, calls } = await stub(['took', failed(false)], [failed(false)], [failed(false)]);
      const store = storeAt(url);
      expect(await store.store(many(2), soon())).toEqual([
        undefined,
        { code: 'InternalError', message: 'why' },
      ]);
      expect(calls.map(({ Entries }) => Entries.length)).toEqual([2, 1, 1]);
    });

    test.each<[string, Result, object]>([
      ['the fault is the sender’s', failed(true), { code: 'InternalError', message: 'why' }],
      ['the answer leaves it out', 'left out', { code: 'Unknown', message: 'neither accepted nor refused' }],
    ])('is rejected, and not sent again, where %s', async (_, result, rejection) => {
      const { url, calls } = await stub(['took', result, 'took']);
      const store = storeAt(url);
      expect(await store.store(many(3), soon())).toEqual([undefined, rejection, undefined]);
      expect(calls).toHaveLength(1);
    });

    test.each([
      ['that names none', '{}'],
      ['that has a failure without a word', '{"Failed":[{}]}'],
    ])('is every entry of an answer %s', async (_, answer) => {
      const { url, calls } = await stub((response) => response.end(answer));
      const store = storeAt(url);
      expect(await store.store(many(2), soon())).toEqual(
        Array(2).fill({ code: 'Unknown', message: 'neither accepted nor refused' }),
      );
      expect(calls).toHaveLength(1);
    });
  });

  describe('a call that is not answered well', () => {
    const reset = (response: ServerResponse) => {
      response.socket?.resetAndDestroy();
    };
    const hang = () => undefined;

    test('is made again after a connection that broke', async () => {
      const { url, calls } = await stub(reset);
      const store = storeAt(url);
      expect(await store.store(many(1), soon())).toEqual([undefined]);
      expect(bodiesOf(calls)).toEqual([[json(numbered(0))], [json(numbered(0))]]);
    });

    test('is given up at the deadline, and not made again', async () => {
      const closed = Promise.withResolvers<void>();
      const { url, calls } = await stub((response) => response.on('close', closed.resolve));
      const started = performance.now();
      const store = storeAt(url);
      expect(await store.store(many(1), soon(100))).toEqual([
        { code: 'Deadline', message: 'no answer before the deadline' },
      ]);
      await closed.promise;
      expect(performance.now() - started).toBeLessThan(650);
      expect(calls).toHaveLength(1);
    });

    test('is made again after 0.7 seconds without an answer, long before the deadline', async () => {
      const { url, calls } = await stub(hang);
      const store = storeAt(url);
      const started = performance.now();
      expect(await store.store(many(1), soon())).toEqual([undefined]);
      expect(calls).toHaveLength(2);
      expect(performance.now() - started).toBeGreaterThan(650);
      expect(performance.now() - started).toBeLessThan(2000);
    });

    test('rejects what arrived otherwise than it was sent', async () => {
      const { url } = await stub((response) =>
        response.end('{"Successful":[{"Id":"0","MessageId":"m0","MD5OfMessageBody":"0"}]}'),
      );
      const store = storeAt(url);
      expect(await store.store(many(1), soon())).toEqual([
        { code: 'Error', message: 'Invalid MD5 checksum on messages: m0' },
      ]);
    });
  });
});
