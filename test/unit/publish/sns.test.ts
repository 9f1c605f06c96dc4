import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { cloudEvent, serialise } from '../../../lib/events/cloud-event.ts';
import { type LocalCloud, startCloud } from '../../../lib/local/cloud.ts';
import { readBody } from '../../../lib/local/http.ts';
import type { Publication } from '../../../lib/publish/destination.ts';
import { snsDestination } from '../../../lib/publish/sns.ts';
import { formOf, sampleSecrets } from '../../samples.ts';
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

const KIB = 1024;
const STANDARD = 'arn:aws:sns:eu-central-1:000000000000:b24bus-local';
const FIFO = `${STANDARD}.fifo`;
const { type } = definition;

const publicationOf = (data: object, id = 'f'.repeat(32)): Publication => {
  const known = cloudEvent(definition, { id, memberId, domain: undefined, sent: 1, received: 1, data: {} });
  const event = { ...known, partitionkey: `${memberId}/107`, data };
  return { event, json: serialise(event), name, source };
};

/** An event that is told from others by its number. */
const numbered = (number: number, text = ''): Publication =>
  publicationOf({ line: { id: 107 }, message: { text } }, number.toString(16).padStart(32, '0'));

const many = (count: number): Publication[] => Array.from({ length: count }, (_, number) => numbered(number));

describe.each(transports)('over %s', (_, transport) => {
  /** A topic that is reached through the environment, as in Lambda. */
  const topicAt = (url: string, arn = STANDARD, maxMessageBytes = 256 * KIB) => {
    reachAws('SNS', url);
    return snsDestination(arn, maxMessageBytes, transport().sns());
  };

  /** An entry of a PublishBatch call: what the query protocol says below `PublishBatchRequestEntries.member.1.`. */
  type Entry = Readonly<Record<string, string>>;
  type Failure = { readonly Code: string; readonly Message: string; readonly SenderFault: boolean };
  /** By entry: accepted, or why not, or left out of the answer. */
  type Result = 'took' | 'left out' | Failure;
  type Reply = readonly Result[] | ((response: ServerResponse, entries: readonly Entry[]) => void);

  const entriesOf = (form: URLSearchParams): Entry[] => {
    const entries: Record<string, string>[] = [];
    for (const [key, value] of form) {
      const [, position, field = ''] = /^PublishBatchRequestEntries\.member\.(\d+)\.(.+)$/.exec(key) ?? [];
      if (position === undefined) continue;
      const index = Number(position) - 1;
      entries[index] = { ...entries[index], [field]: value };
    }
    return entries;
  };

  const batchResponse = (results: readonly Result[]): string => {
    const members = results.map((result, index) => {
      if (result === 'took')
        return ['Successful', `<Id>${index}</Id><MessageId>m${index}</MessageId>`] as const;
      if (result === 'left out') return ['nowhere', ''] as const;
      const fields = Object.entries(result).map(([field, value]) => `<${field}>${value}</${field}>`);
      return ['Failed', `<Id>${index}</Id>${fields.join('')}`] as const;
    });
    const lists = ['Successful', 'Failed'].map((list) => {
      const own = members.filter(([of]) => of === list).map(([, member]) => `<member>${member}</member>`);
      return `<${list}>${own.join('')}</${list}>`;
    });
    return (
      '<PublishBatchResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishBatchResult>' +
      `${lists.join('')}</PublishBatchResult></PublishBatchResponse>`
    );
  };

  /** An endpoint that answers PublishBatch as it is told, call by call, and then accepts everything. */
  const stub = async (...replies: Reply[]) => {
    const forms: URLSearchParams[] = [];
    const calls: Entry[][] = [];
    const url = await serve(async (request, response) => {
      const form = new URLSearchParams(String(await readBody(request)));
      const entries = entriesOf(form);
      const reply = replies[calls.length] ?? entries.map(() => 'took');
      forms.push(form);
      calls.push(entries);
      response.setHeader('content-type', 'text/xml');
      if (typeof reply === 'function') reply(response, entries);
      else response.end(batchResponse(reply));
    });
    return { url, forms, calls };
  };

  const messagesOf = (calls: readonly (readonly Entry[])[]) =>
    calls.map((entries) => entries.map(({ Message }) => Message));

  /** The attributes of an entry, each as its type and its value. */
  const attributesOf = (entry: Entry | undefined): Record<string, string> => {
    const attributes: Record<string, string> = {};
    for (let number = 1; entry?.[`MessageAttributes.entry.${number}.Name`] !== undefined; number++) {
      const field = (part: string) => entry[`MessageAttributes.entry.${number}.${part}`];
      attributes[field('Name') ?? ''] = `${field('Value.DataType')} ${field('Value.StringValue')}`;
    }
    return attributes;
  };

  afterEach(() => {
    vi.unstubAllEnvs();
  });

  describe('a topic', () => {
    let cloud: LocalCloud;
    beforeAll(async () => {
      cloud = await startCloud('standard');
    });
    afterAll(() => cloud.close());
    afterEach(async () => {
      cloud.setFaults({});
      await cloud.purge('topic');
    });

    const topic = () => {
      const { AWS_ENDPOINT_URL_SNS = '', TOPIC_ARN = '' } = cloud.environment;
      return topicAt(AWS_ENDPOINT_URL_SNS, TOPIC_ARN);
    };
    const received = async () =>
      (await cloud.inspect('topic')).map(({ body }) => JSON.parse(body) as Record<string, unknown>);

    test('notifies its subscribers of the bytes of the event, with the attributes to filter by', async () => {
      const publications = publicationsOf('imconnector-message-add.unicode-special');
      expect(await topic().publish(publications, soon())).toEqual([undefined]);
      expect(await received()).toEqual([
        expect.objectContaining({
          Type: 'Notification',
          Message: publications[0]?.json,
          MessageAttributes: {
            event: { Type: 'String', Value: 'OnImConnectorMessageAdd' },
            type: { Type: 'String', Value: 'com.bitrix24.imconnector.message.added.v1' },
            portal: { Type: 'String', Value: memberId },
            connector: { Type: 'String', Value: 'myconnector' },
            line: { Type: 'Number', Value: '107' },
          },
        }),
      ]);
    });

    test.each([1, 10, 11, 45])('takes every one of %i events', async (count) => {
      const publications = many(count);
      expect(await topic().publish(publications, soon())).toEqual(Array(count).fill(undefined));
      const messages = (await received()).map(({ Message }) => Message);
      expect(messages.sort()).toEqual(publications.map(({ json }) => json));
    });

    test('that does not answer rejects at the deadline, and takes nothing', async () => {
      cloud.setFaults({ sns: 'hang' });
      const started = performance.now();
      expect(await topic().publish(many(2), soon(100))).toEqual(
        Array(2).fill({ code: 'Deadline', message: 'no answer before the deadline' }),
      );
      expect(performance.now() - started).toBeLessThan(650);
      expect(await received()).toEqual([]);
    });

    test('that is out of order rejects with its own code, and takes nothing', async () => {
      cloud.setFaults({ sns: 'error' });
      expect(await topic().publish(many(11), soon())).toEqual(
        Array(11).fill({ code: 'InternalErrorException', message: 'injected' }),
      );
      expect(await received()).toEqual([]);
    });
  });

  describe('a FIFO topic', () => {
    let cloud: LocalCloud;
    beforeAll(async () => {
      cloud = await startCloud('fifo');
    });
    afterAll(() => cloud.close());
    afterEach(() => cloud.purge('topic'));

    const topic = () => {
      const { AWS_ENDPOINT_URL_SNS = '', TOPIC_ARN = '' } = cloud.environment;
      return topicAt(AWS_ENDPOINT_URL_SNS, TOPIC_ARN);
    };

    type Queue = {
      messages: { ready: { body: string; messageGroupId: string; messageDeduplicationId: string }[] };
    };

    /** What the subscriber's queue holds, with what only a FIFO queue has. */
    const received = async () => {
      const path = '/_fauxqs/queues/b24bus-local-topic-subscriber.fifo';
      const response = await fetch(new URL(path, cloud.environment['AWS_ENDPOINT_URL_SQS']));
      const { messages } = (await response.json()) as Queue;
      return messages.ready.map(({ body, messageGroupId, messageDeduplicationId }) => ({
        message: (JSON.parse(body) as { Message: string }).Message,
        messageGroupId,
        messageDeduplicationId,
      }));
    };

    test('takes events in the order of the body, in groups by partition key, told apart by id', async () => {
      const publications = many(3);
      expect(await topic().publish(publications, soon())).toEqual([undefined, undefined, undefined]);
      expect(await received()).toEqual(
        publications.map(({ event, json }) => ({
          message: json,
          messageGroupId: `${memberId}/107`,
          messageDeduplicationId: event.id,
        })),
      );
    });

    test('takes an event that is published twice once', async () => {
      const again = [numbered(99)];
      expect(await topic().publish(again, soon())).toEqual([undefined]);
      expect(await topic().publish(again, soon())).toEqual([undefined]);
      expect((await received()).map(({ message }) => message)).toEqual(again.map(({ json }) => json));
    });
  });

  describe('the destination', () => {
    test('has the name that DESTINATIONS gives it', () => {
      expect(topicAt('http://127.0.0.1').name).toBe('sns');
    });
  });

  describe('an entry', () => {
    test('is exactly what the contract says, the message byte for byte', async () => {
      const { url, forms, calls } = await stub();
      const publications = publicationsOf('imconnector-message-add.unicode-special');
      expect(await topicAt(url).publish(publications, soon())).toEqual([undefined]);
      expect(forms.map((form) => [form.get('Action'), form.get('TopicArn')])).toEqual([
        ['PublishBatch', STANDARD],
      ]);
      const attribute = (number: number, [Name, DataType, StringValue]: [string, string, string]) => ({
        [`MessageAttributes.entry.${number}.Name`]: Name,
        [`MessageAttributes.entry.${number}.Value.DataType`]: DataType,
        [`MessageAttributes.entry.${number}.Value.StringValue`]: StringValue,
      });
      expect(calls).toEqual([
        [
          {
            Id: '0',
            Message: publications[0]?.json,
            ...attribute(1, ['event', 'String', 'OnImConnectorMessageAdd']),
            ...attribute(2, ['type', 'String', 'com.bitrix24.imconnector.message.added.v1']),
            ...attribute(3, ['portal', 'String', memberId]),
            ...attribute(4, ['connector', 'String', 'myconnector']),
            ...attribute(5, ['line', 'Number', '107']),
          },
        ],
      ]);
      expect(calls[0]?.[0]?.['Message']).toContain('🙂');
    });

    test('holds no secret of the body', async () => {
      const { url, calls } = await stub();
      const sample = 'imconnector-message-add.doc-2026';
      expect(await topicAt(url).publish(publicationsOf(sample), soon())).toEqual([undefined]);
      const posted = sampleSecrets.filter((secret) => formOf(sample).includes(secret));
      expect(posted.length).toBeGreaterThan(1);
      const sent = JSON.stringify(calls);
      expect(sent).toContain(memberId);
      expect(posted.filter((secret) => sent.includes(secret))).toEqual([]);
    });

    test('stands in one call, of ten entries at most, each with an id of its own', async () => {
      const { url, calls } = await stub();
      const publications = many(21);
      expect(await topicAt(url).publish(publications, soon())).toEqual(Array(21).fill(undefined));
      expect(calls.map((entries) => entries.length).sort((one, other) => one - other)).toEqual([1, 10, 10]);
      expect(messagesOf(calls).flat().sort()).toEqual(publications.map(({ json }) => json));
      for (const entries of calls) {
        expect(entries.map(({ Id }) => Id)).toEqual(entries.map((_, index) => String(index)));
      }
    });
  });

  describe('the attributes of a message', () => {
    const known = {
      event: 'String OnImConnectorMessageAdd',
      type: `String ${type}`,
      portal: `String ${memberId}`,
    };

    test.each<[string, object, object]>([
      [
        'connector and line',
        { connector: { id: 'c' }, line: { id: 1 } },
        { connector: 'String c', line: 'Number 1' },
      ],
      ['no connector where there is none', { line: { id: 1 } }, { line: 'Number 1' }],
      ['no line where there is none', { connector: { id: 'c' } }, { connector: 'String c' }],
      ['neither where there is neither', { app: {} }, {}],
      ['no connector where its id is empty', { connector: { id: '' } }, {}],
      [
        'the largest line without loss',
        { line: { id: 9007199254740991 } },
        { line: 'Number 9007199254740991' },
      ],
      ['no connector that looks like a number', { connector: { id: '42' } }, { connector: 'String 42' }],
    ])('are %s', async (_, data, expected) => {
      const { url, calls } = await stub();
      expect(await topicAt(url).publish([publicationOf(data)], soon())).toEqual([undefined]);
      expect(attributesOf(calls[0]?.[0])).toEqual({ ...known, ...expected });
    });

    const refused = [
      '\u0000',
      '\u0008',
      '\u000b',
      '\u000c',
      '\u000e',
      '\u001f',
      '\ud800',
      '\udfff',
      '\ufffe',
      '\uffff',
    ];

    test.each(refused.map((character) => [character.charCodeAt(0).toString(16), character]))(
      'leave out a connector with U+%s, which SNS refuses, and the message is sent',
      async (_, character) => {
        const { url, calls } = await stub();
        const publication = publicationOf({ connector: { id: `a${character}b` }, line: { id: 1 } });
        expect(await topicAt(url).publish([publication], soon())).toEqual([undefined]);
        expect(attributesOf(calls[0]?.[0])).toEqual({ ...known, line: 'Number 1' });
        expect(JSON.parse(calls[0]?.[0]?.['Message'] ?? '').data.connector.id).toBe(`a${character}b`);
      },
    );

    const allowed = [
      '\t',
      '\n',
      '\r',
      ' ',
      '~',
      '\ud7ff',
      '\ue000',
      '\ufffd',
      '\u{10000}',
      '\u{10ffff}',
      'Ω🙂',
    ];

    test.each(allowed.map((character) => [character.codePointAt(0)?.toString(16) ?? '', character]))(
      'keep a connector with U+%s, which SNS takes',
      async (_, character) => {
        const { url, calls } = await stub();
        const publication = publicationOf({ connector: { id: `a${character}b` } });
        expect(await topicAt(url).publish([publication], soon())).toEqual([undefined]);
        expect(attributesOf(calls[0]?.[0])).toEqual({ ...known, connector: `String a${character}b` });
      },
    );
  });

  describe('the group of a message on a FIFO topic', () => {
    const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

    /** A partition key of so many characters. */
    const keyOf = (length: number): string => `${memberId}/${'c'.repeat(length - memberId.length - 1)}`;

    test.each([
      ['the partition key', `${memberId}/107`, `${memberId}/107`],
      ['the partition key of 128 characters', keyOf(128), keyOf(128)],
      ['the digest of a longer one', keyOf(129), sha256(keyOf(129))],
      ['the digest of one with a space', 'a b', sha256('a b')],
      ['the digest of one with a letter beyond ASCII', 'aé', sha256('aé')],
      ['the digest of one with a control character', 'a\u007f', sha256('a\u007f')],
      ['the digest of one with a line end', 'a\n', sha256('a\n')],
      ['the partition key with every punctuation mark', '!~%/', '!~%/'],
    ])('is %s', async (_, partitionkey, group) => {
      const { url, calls } = await stub();
      const { event, ...publication } = numbered(7);
      const publications = [{ ...publication, event: { ...event, partitionkey } }];
      expect(await topicAt(url, FIFO).publish(publications, soon())).toEqual([undefined]);
      expect(calls).toEqual([
        [expect.objectContaining({ MessageGroupId: group, MessageDeduplicationId: '7'.padStart(32, '0') })],
      ]);
    });

    test('is not there on another topic', async () => {
      const { url, calls } = await stub();
      expect(await topicAt(url, `${FIFO}x`).publish(many(1), soon())).toEqual([undefined]);
      expect(Object.keys(calls[0]?.[0] ?? {})).not.toContain('MessageGroupId');
      expect(Object.keys(calls[0]?.[0] ?? {})).not.toContain('MessageDeduplicationId');
    });
  });

  describe('calls', () => {
    /** The most calls that waited for an answer at the same time, and what was sent, by call. */
    const atATime = async (arn: string, milliseconds: number) => {
      let waiting = 0;
      let most = 0;
      const slow: Reply = (response, entries) => {
        waiting++;
        most = Math.max(most, waiting);
        setTimeout(() => {
          waiting--;
          response.end(batchResponse(entries.map(() => 'took')));
        }, milliseconds);
      };
      const { url, calls } = await stub(...Array<Reply>(10).fill(slow));
      expect(await topicAt(url, arn).publish(many(100), soon())).toEqual(Array(100).fill(undefined));
      return { most, messages: messagesOf(calls).flat() };
    };

    test('go out eight at a time', async () => {
      expect((await atATime(STANDARD, 100)).most).toBe(8);
    });

    test('go out one after the other to a FIFO topic, in the order of the body', async () => {
      expect(await atATime(FIFO, 20)).toEqual({ most: 1, messages: many(100).map(({ json }) => json) });
    });
  });

  describe('the size of a message', () => {
    const publication = numbered(1, 'Привет 🙂'.repeat(50));
    // Body and attributes: name, data type and value of each.
    const bytes =
      Buffer.byteLength(publication.json) +
      `eventString${name}`.length +
      `typeString${type}`.length +
      `portalString${memberId}`.length +
      'lineNumber107'.length;

    test('may be the limit', async () => {
      const { url, calls } = await stub();
      expect(await topicAt(url, STANDARD, bytes).publish([publication], soon())).toEqual([undefined]);
      expect(messagesOf(calls)).toEqual([[publication.json]]);
    });

    test('over the limit by a byte is rejected and not sent, while others are', async () => {
      const { url, calls } = await stub();
      const topic = topicAt(url, STANDARD, bytes - 1);
      expect(await topic.publish([publication, numbered(2)], soon())).toEqual([
        { code: 'Oversize', message: `has ${bytes} bytes, the destination takes ${bytes - 1}` },
        undefined,
      ]);
      expect(messagesOf(calls)).toEqual([[numbered(2).json]]);
    });

    test('counts an attribute beyond ASCII in UTF-8', async () => {
      const { url, calls } = await stub();
      const plain = publicationOf({ connector: { id: 'Ω' } });
      const size =
        Buffer.byteLength(plain.json) +
        `eventString${name}typeString${type}portalString${memberId}connectorString`.length +
        Buffer.byteLength('Ω');
      expect(await topicAt(url, STANDARD, size - 1).publish([plain], soon())).toEqual([
        { code: 'Oversize', message: `has ${size} bytes, the destination takes ${size - 1}` },
      ]);
      expect(calls).toEqual([]);
    });

    test('counts toward the limit of the call, which is the same', async () => {
      const { url, calls } = await stub();
      const pair = 2 * (bytes - Buffer.byteLength(publication.json) + Buffer.byteLength(numbered(0).json));
      expect(await topicAt(url, FIFO, pair).publish(many(2), soon())).toEqual([undefined, undefined]);
      expect(await topicAt(url, FIFO, pair - 1).publish(many(2), soon())).toEqual([undefined, undefined]);
      expect(calls.map((entries) => entries.length)).toEqual([2, 1, 1]);
    });
  });

  describe('the size of a call', () => {
    const attributes = `eventString${name}typeString${type}portalString${memberId}lineNumber107`.length;

    /** A message of exactly so many bytes, with its attributes. */
    const messageOf = (bytes: number): Publication =>
      numbered(1, 'a'.repeat(bytes - attributes - Buffer.byteLength(numbered(1).json)));

    test.each([
      ['may be 1 MiB', 512 * KIB, [2]],
      ['is no more than that, even if the topic takes larger messages', 512 * KIB + 1, [1, 1]],
    ])('%s', async (_, second, sizes) => {
      const { url, calls } = await stub();
      const pair = [messageOf(512 * KIB), messageOf(second)];
      expect(await topicAt(url, FIFO, 2048 * KIB).publish(pair, soon())).toEqual([undefined, undefined]);
      expect(calls.map((entries) => entries.length)).toEqual(sizes);
      expect(messagesOf(calls).flat()).toEqual(pair.map(({ json }) => json));
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
      expect(await topicAt(url).publish(many(3), soon())).toEqual([undefined, undefined, undefined]);
      expect(messagesOf(calls)).toEqual([many(3).map(({ json }) => json), [numbered(1).json]]);
      expect(calls[1]?.[0]?.['Id']).toBe('0');
    });

    test('is rejected after two more attempts', async () => {
      const { url, calls } = await stub(['took', failed(false)], [failed(false)], [failed(false)]);
      expect(await topicAt(url).publish(many(2), soon())).toEqual([
        undefined,
        { code: 'InternalError', message: 'why' },
      ]);
      expect(calls.map((entries) => entries.length)).toEqual([2, 1, 1]);
    });

    test.each<[string, Result, object]>([
      ['the fault is the sender’s', failed(true), { code: 'InternalError', message: 'why' }],
      ['the answer leaves it out', 'left out', { code: 'Unknown', message: 'neither accepted nor refused' }],
    ])('is rejected, and not sent again, where %s', async (_, result, rejection) => {
      const { url, calls } = await stub(['took', result, 'took']);
      expect(await topicAt(url).publish(many(3), soon())).toEqual([undefined, rejection, undefined]);
      expect(calls).toHaveLength(1);
    });

    test('is every entry of an answer that names none', async () => {
      const { url, calls } = await stub((response) =>
        response.end('<PublishBatchResponse><PublishBatchResult/></PublishBatchResponse>'),
      );
      expect(await topicAt(url).publish(many(2), soon())).toEqual(
        Array(2).fill({ code: 'Unknown', message: 'neither accepted nor refused' }),
      );
      expect(calls).toHaveLength(1);
    });
  });

  describe('a call that is not answered well', () => {
    const refuse = (response: ServerResponse) => {
      response.writeHead(404);
      response.end(
        '<ErrorResponse><Error><Type>Sender</Type><Code>NotFound</Code><Message>no topic</Message></Error></ErrorResponse>',
      );
    };
    const reset = (response: ServerResponse) => {
      response.socket?.resetAndDestroy();
    };
    const hang = () => undefined;

    test('rejects its entries with the code of the service; others are accepted', async () => {
      const { url, calls } = await stub(refuse);
      expect(await topicAt(url, FIFO).publish(many(11), soon())).toEqual([
        ...Array(10).fill({ code: 'NotFoundException', message: 'no topic' }),
        undefined,
      ]);
      expect(calls).toHaveLength(2);
    });

    test('is made again after a connection that broke, with the same ids', async () => {
      const { url, calls } = await stub(reset);
      expect(await topicAt(url, FIFO).publish(many(1), soon())).toEqual([undefined]);
      expect(calls).toHaveLength(2);
      expect(calls[1]).toEqual(calls[0]);
    });

    test('is given up at the deadline, and not made again', async () => {
      const closed = Promise.withResolvers<void>();
      const { url, calls } = await stub((response) => response.on('close', closed.resolve));
      const started = performance.now();
      expect(await topicAt(url).publish(many(1), soon(100))).toEqual([
        { code: 'Deadline', message: 'no answer before the deadline' },
      ]);
      await closed.promise;
      expect(performance.now() - started).toBeLessThan(650);
      expect(calls).toHaveLength(1);
    });

    test('is made again after 0.7 seconds without an answer, long before the deadline', async () => {
      const { url, calls } = await stub(hang);
      const started = performance.now();
      expect(await topicAt(url).publish(many(1), soon())).toEqual([undefined]);
      expect(calls).toHaveLength(2);
      expect(performance.now() - started).toBeGreaterThan(650);
      expect(performance.now() - started).toBeLessThan(2000);
    });
  });
});
