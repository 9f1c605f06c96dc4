import { describe, expect, test } from 'vitest';
import { serialise } from '../../lib/events/cloud-event.ts';
import { sourceOf } from '../../lib/schemas/contract.ts';
import { contracts } from '../../lib/schemas/index.ts';
import { eventOf, inEventBridge, inSns, inSqs } from '../../lib/testing/index.ts';

const started = eventOf('OnSessionStart');
const attributes = {
  event: ['String', 'OnSessionStart'],
  type: ['String', 'com.bitrix24.imopenlines.session.started.v1'],
  portal: ['String', 'a223c6b3710f85df22e9377d6c4f7553'],
  connector: ['String', 'livechat'],
  line: ['Number', '128'],
} as const;
const uuid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/;

const mapped = <Value>(make: (type: string, value: string) => Value): Record<string, Value> =>
  Object.fromEntries(Object.entries(attributes).map(([name, [type, value]]) => [name, make(type, value)]));

describe('from EventBridge', () => {
  test('a Lambda gets the event with its envelope', () => {
    expect(inEventBridge(started)).toStrictEqual({
      version: '0',
      id: expect.stringMatching(uuid),
      'detail-type': 'OnSessionStart',
      source: 'bitrix24.imopenlines',
      account: '123456789012',
      time: '2024-05-02T11:33:52Z',
      region: 'eu-central-1',
      resources: [started.source],
      detail: started,
    });
  });

  test.each(Object.values(contracts))('$name has its name and its source, in any version', (contract) => {
    const expected = { 'detail-type': contract.name, source: sourceOf(contract) };
    expect(inEventBridge({ ...started, type: contract.type })).toMatchObject(expected);
    expect(inEventBridge({ ...started, type: contract.type.replace(/1$/, '23') })).toMatchObject(expected);
  });

  test('an event that this release does not know goes by its type', () => {
    expect(inEventBridge({ ...started, type: 'com.bitrix24.crm.deal.added.v1' })).toMatchObject({
      'detail-type': 'com.bitrix24.crm.deal.added',
      source: 'bitrix24.crm',
    });
  });
});

describe('from SNS', () => {
  test('a Lambda gets one record', () => {
    expect(inSns(started)).toStrictEqual({
      Records: [
        {
          EventSource: 'aws:sns',
          EventVersion: '1.0',
          EventSubscriptionArn: expect.stringMatching(/^arn:aws:sns:eu-central-1:123456789012:b24bus:/),
          Sns: {
            Type: 'Notification',
            MessageId: expect.stringMatching(uuid),
            TopicArn: 'arn:aws:sns:eu-central-1:123456789012:b24bus',
            Message: serialise(started),
            Timestamp: started.receivedtime,
            SignatureVersion: '1',
            Signature: 'EXAMPLE',
            SigningCertUrl: expect.stringMatching(/^https:\/\/sns\.eu-central-1\.amazonaws\.com\//),
            UnsubscribeUrl: expect.stringMatching(/^https:\/\/sns\.eu-central-1\.amazonaws\.com\//),
            MessageAttributes: mapped((Type, Value) => ({ Type, Value })),
          },
        },
      ],
    });
  });
});

describe('from SQS', () => {
  test('a Lambda gets raw messages, where nothing else is said', () => {
    const [record] = inSqs([started]).Records;
    expect(record).toStrictEqual({
      messageId: expect.stringMatching(uuid),
      receiptHandle: expect.stringMatching(/./),
      body: serialise(started),
      attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: '1714649633250',
        SenderId: 'AIDAEXAMPLE',
        ApproximateFirstReceiveTimestamp: '1714649633251',
      },
      messageAttributes: mapped((dataType, stringValue) => ({ stringValue, dataType })),
      md5OfBody: expect.stringMatching(/^[\da-f]{32}$/),
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:eu-central-1:123456789012:b24bus-events',
      awsRegion: 'eu-central-1',
    });
  });

  test('a rule wraps events as EventBridge does', () => {
    const [record] = inSqs([started], { wrappedBy: 'eventbridge' }).Records;
    expect(JSON.parse(record?.body ?? '')).toEqual(inEventBridge(started));
    expect(record?.messageAttributes).toEqual({});
  });

  test('a subscription wraps events as SNS does', () => {
    const [record] = inSqs([started], { wrappedBy: 'sns' }).Records;
    const { SigningCertUrl, UnsubscribeUrl, ...notification } = inSns(started).Records[0]?.Sns ?? {};
    expect(JSON.parse(record?.body ?? '')).toEqual({
      ...notification,
      SigningCertURL: SigningCertUrl,
      UnsubscribeURL: UnsubscribeUrl,
    });
    expect(record?.messageAttributes).toEqual({});
  });

  test('a FIFO queue hands on group, deduplication id and sequence', () => {
    const finished = eventOf('OnSessionFinish');
    const { Records } = inSqs([started, finished], { fifo: true });
    expect(
      Records.map(({ attributes, eventSourceARN }) => ({ ...attributes, eventSourceARN })),
    ).toMatchObject([
      {
        MessageGroupId: started.partitionkey,
        MessageDeduplicationId: started.id,
        SequenceNumber: '00000000000000000001',
        eventSourceARN: 'arn:aws:sqs:eu-central-1:123456789012:b24bus-events.fifo',
      },
      {
        MessageGroupId: finished.partitionkey,
        MessageDeduplicationId: finished.id,
        SequenceNumber: '00000000000000000002',
      },
    ]);
  });

  test('every message has an id of its own, also of the same event, and the same one each time', () => {
    const batch = [started, started, eventOf('OnAppTest')];
    const ids = inSqs(batch).Records.map(({ messageId }) => messageId);
    expect(new Set(ids).size).toBe(3);
    expect(inSqs(batch)).toEqual(inSqs(batch));
  });

  test('a batch may be empty', () => {
    expect(inSqs([])).toEqual({ Records: [] });
  });

  test('nothing is wrapped by what does not exist', () => {
    const wrappedBy = 'SNS' as 'sns';
    expect(() => inSqs([started], { wrappedBy })).toThrow(
      new TypeError('wrappedBy is SNS; it may be eventbridge, sns, or left out for raw delivery.'),
    );
  });
});
