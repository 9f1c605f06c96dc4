import type { ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { cloudEvent, serialise } from '../../../lib/events/cloud-event.ts';
import { type LocalCloud, startCloud } from '../../../lib/local/cloud.ts';
import { readBody } from '../../../lib/local/http.ts';
import type { Publication } from '../../../lib/publish/destination.ts';
import { eventBridgeDestination } from '../../../lib/publish/eventbridge.ts';
import { startEndpoint } from '../../local/eventbridge-endpoint.ts';
import { expectedOf, formOf, sampleSecrets } from '../../samples.ts';
import {
  definition,
  memberId,
  name,
  publicationsOf,
  reachAws,
  serve,
  soon,
  source,
  transports,
} from './stage.ts';

const MIB = 1024 * 1024;

/** An event that is told from others by its number. */
const numbered = (number: number, text = ''): Publication => {
  const id = number.toString(16).padStart(32, '0');
  const data = { line: { id: number }, message: { text } };
  const event = cloudEvent(definition, { id, memberId, domain: undefined, sent: 1, received: 1, data });
  return { event, json: serialise(event), name, source };
};

const many = (count: number): Publication[] => Array.from({ length: count }, (_, number) => numbered(number));

describe.each(transports)('over %s', (_, transport) => {
  /** A bus that is reached through the environment, as in Lambda. */
  const busAt = (url: string, maxEntryBytes = MIB) => {
    reachAws('EVENTBRIDGE', url);
    return eventBridgeDestination('b24bus-local', maxEntryBytes, transport().eventBridge());
  };

  type Entry = { readonly Detail: string } & Record<string, unknown>;
  type Result = { readonly EventId?: string; readonly ErrorCode?: string; readonly ErrorMessage?: string };
  type Reply = readonly Result[] | ((response: ServerResponse, entries: readonly Entry[]) => void);

  const took: Result = { EventId: '11710aed-b79e-4468-a20b-bb3c0c3b4860' };

  /** An endpoint that answers PutEvents as it is told, call by call, and then accepts everything. */
  const stub = async (...replies: Reply[]) => {
    const calls: Entry[][] = [];
    const url = await serve(async (request, response) => {
      const { Entries } = JSON.parse(String(await readBody(request))) as { Entries: Entry[] };
      const reply = replies[calls.length] ?? Entries.map(() => took);
      calls.push(Entries);
      if (typeof reply === 'function') return reply(response, Entries);
      response.setHeader('content-type', 'application/x-amz-json-1.1');
      // AWS says how many have failed; the count is wrong on purpose, because nothing may rely on it.
      response.end(JSON.stringify({ FailedEntryCount: 0, Entries: reply }));
    });
    return { url, calls };
  };

  afterEach(() => {
    vi.unstubAllEnvs();
  });

  describe('a bus', () => {
    let cloud: LocalCloud;
    beforeAll(async () => {
      cloud = await startCloud('standard');
    });
    afterAll(() => cloud.close());
    afterEach(async () => {
      cloud.setFaults({});
      await cloud.purge('bus');
    });

    const bus = () => busAt(cloud.environment['AWS_ENDPOINT_URL_EVENTBRIDGE'] ?? '');
    const received = async () =>
      (await cloud.inspect('bus')).map(({ body }) => JSON.parse(body) as Record<string, unknown>);
    const receivedIds = async () =>
      (await received()).map(({ detail }) => (detail as { id: string }).id).sort();

    test('hands an event to its consumers as the contract says', async () => {
      const publications = publicationsOf('imconnector-message-add.unicode-special');
      expect(await bus().publish(publications, soon())).toEqual([undefined]);
      expect(await received()).toEqual([
        {
          version: '0',
          id: expect.any(String),
          'detail-type': 'OnImConnectorMessageAdd',
          source: 'bitrix24.imconnector',
          account: '000000000000',
          time: '2026-03-17T14:52:41Z',
          region: 'eu-central-1',
          resources: [`urn:bitrix24:portal:${memberId}`],
          detail: JSON.parse(publications[0]?.json ?? ''),
        },
      ]);
      expect(await received()).toEqual([
        expect.objectContaining({
          detail: expect.objectContaining(expectedOf('imconnector-message-add.unicode-special')[0]),
        }),
      ]);
    });

    test.each([1, 10, 11, 45])('takes every one of %i events', async (count) => {
      const publications = many(count);
      expect(await bus().publish(publications, soon())).toEqual(Array(count).fill(undefined));
      expect(await receivedIds()).toEqual(publications.map(({ event }) => event.id));
    });

    test('that throttles some entries gets these twice more', async () => {
      cloud.setFaults({ eventbridge: 'partial' });
      const publications = many(4);
      // The emulator throttles every second entry, and one that is alone.
      expect(await bus().publish(publications, soon())).toEqual([
        undefined,
        undefined,
        undefined,
        { code: 'ThrottlingException', message: 'Rate exceeded' },
      ]);
      expect(await receivedIds()).toEqual(publications.slice(0, 3).map(({ event }) => event.id));
    });

    test('that does not answer rejects at the deadline, and takes nothing', async () => {
      cloud.setFaults({ eventbridge: 'hang' });
      const started = performance.now();
      expect(await bus().publish(many(2), soon(100))).toEqual(
        Array(2).fill({ code: 'Deadline', message: 'no answer before the deadline' }),
      );
      expect(performance.now() - started).toBeLessThan(650);
      expect(await received()).toEqual([]);
    });

    test('that is out of order rejects with its own code, and takes nothing', async () => {
      cloud.setFaults({ eventbridge: 'error' });
      expect(await bus().publish(many(11), soon())).toEqual(
        Array(11).fill({ code: 'InternalException', message: 'Injected fault' }),
      );
      expect(await received()).toEqual([]);
    });
  });

  describe('the destination', () => {
    test('has the name that DESTINATIONS gives it', () => {
      expect(busAt('http://127.0.0.1').name).toBe('eventbridge');
    });
  });

  describe('an entry', () => {
    test('is exactly what the contract says, the detail byte for byte', async () => {
      const { url, calls } = await stub();
      const publications = publicationsOf('imconnector-message-add.unicode-special');
      expect(await busAt(url).publish(publications, soon())).toEqual([undefined]);
      expect(calls).toEqual([
        [
          {
            EventBusName: 'b24bus-local',
            Source: 'bitrix24.imconnector',
            DetailType: 'OnImConnectorMessageAdd',
            Time: 1_773_759_161,
            Resources: [`urn:bitrix24:portal:${memberId}`],
            Detail: publications[0]?.json,
          },
        ],
      ]);
      expect(calls[0]?.[0]?.Detail).toContain('🙂');
    });

    test('holds no secret of the body', async () => {
      const { url, calls } = await stub();
      const sample = 'imconnector-message-add.doc-2026';
      expect(await busAt(url).publish(publicationsOf(sample), soon())).toEqual([undefined]);
      const posted = sampleSecrets.filter((secret) => formOf(sample).includes(secret));
      expect(posted.length).toBeGreaterThan(1);
      const sent = JSON.stringify(calls);
      expect(sent).toContain(memberId);
      expect(posted.filter((secret) => sent.includes(secret))).toEqual([]);
    });

    test('stands in one call, of ten entries at most', async () => {
      const { url, calls } = await stub();
      const publications = many(21);
      expect(await busAt(url).publish(publications, soon())).toEqual(Array(21).fill(undefined));
      expect(calls.map((entries) => entries.length).sort((one, other) => one - other)).toEqual([1, 10, 10]);
      const details = calls.flat().map(({ Detail }) => Detail);
      expect(details.sort()).toEqual(publications.map(({ json }) => json).sort());
    });
  });

  describe('calls', () => {
    test('go out eight at a time', async () => {
      let waiting = 0;
      const most: number[] = [];
      const slow = (response: ServerResponse) => {
        waiting++;
        most.push(waiting);
        setTimeout(() => {
          waiting--;
          response.end(JSON.stringify({ FailedEntryCount: 0, Entries: Array(10).fill(took) }));
        }, 100);
      };
      const { url } = await stub(...Array<Reply>(10).fill(slow));
      expect(await busAt(url).publish(many(100), soon())).toEqual(Array(100).fill(undefined));
      expect(Math.max(...most)).toBe(8);
    });
  });

  describe('the size of an entry', () => {
    // 14 for Time, and the UTF-8 bytes of the rest: "Calculating PutEvents event entry size".
    const publication = numbered(1, 'Привет 🙂'.repeat(50));
    const bytes =
      14 +
      Buffer.byteLength('bitrix24.imconnector') +
      Buffer.byteLength('OnImConnectorMessageAdd') +
      Buffer.byteLength(`urn:bitrix24:portal:${memberId}`) +
      Buffer.byteLength(publication.json);

    /** The adapter and a bus that have the same limit. */
    const limitedTo = async (limit: number) => {
      const { endpoint, close } = await startEndpoint({ maxRequestBytes: limit });
      onTestFinished(close);
      return busAt(endpoint.url, limit);
    };

    test('may be the limit, which the service takes too', async () => {
      const bus = await limitedTo(bytes);
      expect(await bus.publish([publication], soon())).toEqual([undefined]);
    });

    test('over the limit by a byte is rejected and not sent, while others are', async () => {
      const { url, calls } = await stub();
      expect(await busAt(url, bytes - 1).publish([publication, numbered(2)], soon())).toEqual([
        { code: 'Oversize', message: `has ${bytes} bytes, the destination takes ${bytes - 1}` },
        undefined,
      ]);
      expect(calls.map((entries) => entries.map(({ Detail }) => Detail))).toEqual([[numbered(2).json]]);
    });

    test('counts toward the limit of the call, which is the same', async () => {
      const { url, calls } = await stub();
      const pair = 2 * (bytes - Buffer.byteLength(publication.json) + Buffer.byteLength(numbered(0).json));
      expect(await busAt(url, pair).publish(many(2), soon())).toEqual([undefined, undefined]);
      expect(await busAt(url, pair - 1).publish(many(2), soon())).toEqual([undefined, undefined]);
      expect(calls.map((entries) => entries.length)).toEqual([2, 1, 1]);
    });
  });

  describe('an entry that fails in a call that answers 200', () => {
    const failed = (ErrorCode: string): Result => ({ ErrorCode, ErrorMessage: 'why' });

    test.each(['InternalFailure', 'InternalException', 'ThrottlingException'])(
      'is sent again alone after %s',
      async (code) => {
        const { url, calls } = await stub([took, failed(code), took]);
        expect(await busAt(url).publish(many(3), soon())).toEqual([undefined, undefined, undefined]);
        expect(calls.map((entries) => entries.map(({ Detail }) => Detail))).toEqual([
          many(3).map(({ json }) => json),
          [numbered(1).json],
        ]);
      },
    );

    test.each([
      'AccessDeniedException',
      'InvalidAccountIdException',
      'InvalidArgument',
      'MalformedDetail',
      'NotAuthorizedForSourceException',
      'NotAuthorizedForDetailTypeException',
      'RedactionFailure',
    ])('is rejected, and not sent again, after %s', async (code) => {
      const { url, calls } = await stub([took, failed(code)]);
      expect(await busAt(url).publish(many(2), soon())).toEqual([undefined, { code, message: 'why' }]);
      expect(calls).toHaveLength(1);
    });

    test.each<[string, Result[], object]>([
      ['an entry without an EventId', [took, {}], { code: 'Unknown', message: '' }],
      ['an entry that is not in the answer', [took], { code: 'Unknown', message: '' }],
      [
        'an entry with an EventId and an error',
        [took, { ...took, ErrorCode: 'MalformedDetail' }],
        { code: 'MalformedDetail', message: '' },
      ],
    ])('is %s', async (_, reply, rejection) => {
      const { url, calls } = await stub(reply);
      expect(await busAt(url).publish(many(2), soon())).toEqual([undefined, rejection]);
      expect(calls).toHaveLength(1);
    });

    test('is every entry of an answer that has none', async () => {
      const { url, calls } = await stub((response) => response.end('{}'));
      expect(await busAt(url).publish(many(2), soon())).toEqual(
        Array(2).fill({ code: 'Unknown', message: '' }),
      );
      expect(calls).toHaveLength(1);
    });
  });

  describe('a call that is not answered well', () => {
    const refuse = (response: ServerResponse) => {
      response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify({ __type: 'ValidationException', message: 'not like this' }));
    };
    const reset = (response: ServerResponse) => {
      response.socket?.resetAndDestroy();
    };
    const hang = () => undefined;

    test('rejects its entries with the code of the service; others are accepted', async () => {
      const refuseTen: Reply = (response, entries) => {
        if (entries.length === 10) refuse(response);
        else response.end(JSON.stringify({ Entries: [took] }));
      };
      const { url, calls } = await stub(refuseTen, refuseTen);
      expect(await busAt(url).publish(many(11), soon())).toEqual([
        ...Array(10).fill({ code: 'ValidationException', message: 'not like this' }),
        undefined,
      ]);
      expect(calls).toHaveLength(2);
    });

    test('is made again after a connection that broke, with the same ids', async () => {
      const { url, calls } = await stub(reset);
      expect(await busAt(url).publish(many(1), soon())).toEqual([undefined]);
      expect(calls).toHaveLength(2);
      expect(calls[1]).toEqual(calls[0]);
    });

    test('is given up at the deadline, and not made again', async () => {
      const closed = Promise.withResolvers<void>();
      const { url, calls } = await stub((response) => response.on('close', closed.resolve));
      const started = performance.now();
      expect(await busAt(url).publish(many(1), soon(100))).toEqual([
        { code: 'Deadline', message: 'no answer before the deadline' },
      ]);
      await closed.promise;
      expect(performance.now() - started).toBeLessThan(650);
      expect(calls).toHaveLength(1);
    });

    test('is made again after 0.7 seconds without an answer, long before the deadline', async () => {
      const { url, calls } = await stub(hang);
      const started = performance.now();
      expect(await busAt(url).publish(many(1), soon())).toEqual([undefined]);
      expect(calls).toHaveLength(2);
      expect(performance.now() - started).toBeGreaterThan(650);
      expect(performance.now() - started).toBeLessThan(2000);
    });

    test('rejects after three connections that broke', async () => {
      const { url, calls } = await stub(reset, reset, reset);
      expect(await busAt(url).publish(many(1), soon())).toEqual([
        // Node words it by where the connection broke.
        { code: 'TimeoutError', message: expect.stringMatching(/^(?:read ECONNRESET|socket hang up)$/) },
      ]);
      expect(calls).toHaveLength(3);
    });
  });
});
