import { describe, expect, test } from 'vitest';
import { parse, RecordError } from '../../lib/consumer/index.ts';
import { inEventBridge, notificationOf, sessionStart, snsRecord, sqsRecord, ways } from './records.ts';

const errorOf = (record: unknown): RecordError => {
  try {
    parse(record);
  } catch (error) {
    if (error instanceof RecordError) return error;
    throw error;
  }
  throw new Error('The record was read');
};

const notOurs =
  'Expected an event of b24bus from EventBridge, SQS or SNS, or the CloudEvent: narrow the rule or filter policy.';

/** "S3 event notification" of the Lambda Developer Guide, in short. */
const s3 = {
  eventVersion: '2.1',
  eventSource: 'aws:s3',
  awsRegion: 'us-east-2',
  eventName: 'ObjectCreated:Put',
  s3: { bucket: { name: 'amzn-s3-demo-bucket' }, object: { key: 'secret.txt' } },
};

const ec2 = {
  version: '0',
  'detail-type': 'EC2 Instance State-change Notification',
  source: 'aws.ec2',
  detail: { 'instance-id': 'i-1234567890abcdef0', state: 'terminated' },
};

describe('a record that is not ours', () => {
  test.each([
    ['nothing', undefined, '', 'The record is not an object'],
    ['null', null, '', 'The record is not an object'],
    ['a number', 42, '', 'The record is not an object'],
    ['a list', [sessionStart()], '', 'The record is not an object'],
    ['JSON text of something else', '"OnSessionStart"', '', 'The record is not an object'],
    ['an empty object', {}, '', 'The record has neither the source nor the type of a CloudEvent'],
    [
      'an event of S3',
      { Records: [s3] },
      'Records.0',
      'Records.0 has neither the source nor the type of a CloudEvent',
    ],
    ['a body that is null', { ...sqsRecord(''), body: null }, 'body', 'body is not an object'],
    [
      'a body of something else',
      sqsRecord('{"order":1}'),
      'body',
      'body has neither the source nor the type of a CloudEvent',
    ],
    [
      'another event of EventBridge',
      ec2,
      'detail',
      'detail has neither the source nor the type of a CloudEvent',
    ],
    [
      'a CloudEvent from elsewhere',
      { ...sessionStart(), source: 'https://example.com/secret' },
      'source',
      'source does not begin with urn:bitrix24:portal:',
    ],
    [
      'a CloudEvent of another kind',
      sqsRecord(JSON.stringify({ ...sessionStart(), type: 'com.example.secret.v1' })),
      'body.type',
      'body.type does not begin with com.bitrix24.',
    ],
    [
      "SNS's question whether to subscribe",
      { ...notificationOf('{}'), Type: 'SubscriptionConfirmation' },
      '',
      'The record has neither the source nor the type of a CloudEvent',
    ],
  ])('is refused: %s', (_name, record, path, what) => {
    const error = errorOf(record);
    expect(error).toMatchObject({ name: 'RecordError', code: 'not-ours', path });
    expect(error.message).toBe(`${what}. ${notOurs}`);
    expect(error.issues).toHaveLength(1);
  });
});

describe('a record that is not JSON', () => {
  const whole = JSON.stringify(sessionStart());
  const cure =
    'It was truncated, or does not come from b24bus. It will not get better: keep it in a dead-letter queue.';

  test.each([
    ['text', 'hello, secret', '', 'The record is not JSON (13 characters)'],
    ['an empty record', '', '', 'The record is empty, not JSON'],
    ['an empty body', sqsRecord(''), 'body', 'body is empty, not JSON'],
    [
      'a truncated body',
      sqsRecord(whole.slice(0, -20)),
      'body',
      `body is not JSON (${whole.length - 20} characters)`,
    ],
    [
      'a truncated message',
      sqsRecord(JSON.stringify(notificationOf(whole.slice(0, 99)))),
      'body.Message',
      'body.Message is not JSON (99 characters)',
    ],
    [
      'a truncated message of SNS',
      snsRecord(whole.slice(0, 1)),
      'Sns.Message',
      'Sns.Message is not JSON (1 characters)',
    ],
  ])('is refused: %s', (_name, record, path, what) => {
    const error = errorOf(record);
    expect(error).toMatchObject({ code: 'not-json', path, message: `${what}. ${cure}` });
    expect(error.cause).toBeUndefined();
  });
});

test.each([0, 2, 10])('a batch of %s records is refused', (count) => {
  expect(errorOf({ Records: Array(count).fill(sqsRecord(JSON.stringify(sessionStart()))) })).toMatchObject({
    code: 'batch',
    path: 'Records',
    message: `Records holds ${count} records, not one. Give the whole batch to lambdaHandler, or each record to parse.`,
  });
});

describe.each(ways)('an event that breaks its contract and comes through %s', (_name, wrap, at) => {
  const path = (field: string): string => (at === '' ? field : `${at}.${field}`);

  test('is refused with the path of a field of its data', () => {
    const event = structuredClone(sessionStart());
    Reflect.set(event.data.line, 'id', 'secret');
    const field = path('data.line.id');
    const message = 'is not a whole number from 0';
    expect(errorOf(wrap(event))).toMatchObject({
      ...{ code: 'invalid', path: field, issues: [{ path: field, message }] },
      message: `${field} ${message}. The event breaks its contract, docs/events.md: keep it in a dead-letter queue, and report it.`,
    });
  });

  test('is refused with the path of an attribute', () => {
    const field = path('time');
    expect(errorOf(wrap(Object.assign(sessionStart(), { time: 1_714_649_632 })))).toMatchObject({
      code: 'invalid',
      issues: [{ path: field, message: 'is not text' }],
    });
  });
});

describe('the issues of an invalid event', () => {
  const message = { direction: 'outgoing', system: false };
  const messageAdd = { ...sessionStart(), type: 'com.bitrix24.imopenlines.message.added.v1' };

  test.each<[string, object, { path: string; message: string }]>([
    ['a missing field', { chat: {} }, { path: 'data.message', message: 'is missing' }],
    ['null', { chat: null, message }, { path: 'data.chat', message: 'is not an object' }],
    ['a list', { chat: [], message }, { path: 'data.chat', message: 'is not an object' }],
    [
      'a negative number',
      { chat: { id: -1 }, message },
      { path: 'data.chat.id', message: 'is not a whole number from 0' },
    ],
    [
      'a fraction',
      { chat: { id: 1.5 }, message },
      { path: 'data.chat.id', message: 'is not a whole number from 0' },
    ],
    [
      'too large a number',
      { chat: { id: 2 ** 53 }, message },
      { path: 'data.chat.id', message: 'is not a whole number from 0' },
    ],
    [
      'a number for text',
      { chat: { externalId: 1 }, message },
      { path: 'data.chat.externalId', message: 'is not text' },
    ],
    [
      'text for a flag',
      { chat: {}, message: { ...message, system: 'N' } },
      { path: 'data.message.system', message: 'is neither true nor false' },
    ],
    [
      'another value',
      { chat: {}, message: { ...message, direction: 'secret' } },
      { path: 'data.message.direction', message: 'is not incoming or outgoing' },
    ],
    [
      'no list',
      { chat: {}, message: { ...message, files: {} } },
      { path: 'data.message.files', message: 'is not a list' },
    ],
    [
      'an item of a list',
      { chat: {}, message: { ...message, files: [{}, { size: '1' }] } },
      { path: 'data.message.files.1.size', message: 'is not a whole number from 0' },
    ],
    [
      'an item of text',
      { chat: {}, message: { ...message, externalIds: ['1', 2] } },
      { path: 'data.message.externalIds.1', message: 'is not text' },
    ],
    [
      'a scalar for what is kept as it was',
      { chat: {}, message: { ...message, params: 1 } },
      { path: 'data.message.params', message: 'is neither text nor a container' },
    ],
    [
      'text for what no field took',
      { chat: {}, message, unmapped: 'secret' },
      { path: 'data.unmapped', message: 'is not a container' },
    ],
  ])('name %s', (_name, data, issue) => {
    expect(errorOf({ ...messageAdd, data }).issues).toEqual([issue]);
  });

  test('name every field that is wrong, and the message counts them', () => {
    const error = errorOf({
      ...sessionStart(),
      data: { connector: {}, line: { id: '1' }, chat: { id: null } },
    });
    expect(error.issues.map(({ path }) => path)).toEqual([
      'data.connector.id',
      'data.line.id',
      'data.chat.id',
    ]);
    expect(error.message).toMatch(/^data\.connector\.id is missing, and 2 more\. /);
  });

  test.each([
    ['no data', { data: undefined }, { path: 'data', message: 'is missing' }],
    [
      'another version of CloudEvents',
      { specversion: '2.0' },
      { path: 'specversion', message: 'is not 1.0' },
    ],
    ['a source that is no text', { source: 1 }, { path: 'source', message: 'is not text' }],
    ['a type that is no text', { type: null }, { path: 'type', message: 'is not text' }],
    [
      'a type without a version',
      { type: 'com.bitrix24.imopenlines.session.started' },
      { path: 'type', message: 'does not end in a version, such as .v1' },
    ],
  ])('name %s', (_name, change, issue) => {
    expect(errorOf({ ...sessionStart(), ...change }).issues).toEqual([issue]);
  });

  test.each([['yesterday'], [1_795_000_000], [['2026-11-22T14:33:39Z']]])(
    'name a timestamp that is none: %j',
    (since) => {
      const health = { status: 'healthy', previous: 'unhealthy', since, problems: [] };
      const type = 'com.bitrix24.app.health.changed.v1';
      expect(errorOf({ ...sessionStart(), type, data: { health } }).issues).toEqual([
        { path: 'data.health.since', message: 'is no timestamp of RFC 3339' },
      ]);
    },
  );
});

test('no error quotes what a record holds', () => {
  const secret = 'Ирина, +7 900 000-00-00';
  const { data, ...attributes } = sessionStart();
  const records = [
    secret,
    sqsRecord(`{"text":"${secret}`),
    snsRecord(`[${secret}]`),
    { [secret]: secret },
    inEventBridge({ ...sessionStart(), source: secret }),
    { ...attributes, type: `com.bitrix24.${secret}`, data },
    { ...attributes, time: [secret], data: { ...data, line: secret, connector: { id: [secret] } } },
  ];
  for (const record of records) {
    const error = errorOf(record);
    expect(JSON.stringify([error, error.message, error.stack, error.cause])).not.toContain(secret);
  }
});
