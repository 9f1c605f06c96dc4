import * as v from 'valibot';
import { type Answer, jsonAnswer } from '../middleware/answer.ts';
import { decodeRecord } from '../publish/record.ts';
import type { LocalCloud } from './cloud.ts';
import { services } from './faults.ts';
import type { Message } from './messaging.ts';

const PREFIX = '/_local/';

const faultsOfAny = ['error', 'throttle', 'hang', 'reset'] as const;

const faultOfAny = v.exactOptional(v.picklist(faultsOfAny));

/** Only our own EventBridge endpoint can fail single entries. */
const faults = v.strictObject({
  eventbridge: v.exactOptional(v.picklist([...faultsOfAny, 'partial'])),
  sns: faultOfAny,
  sqs: faultOfAny,
  dynamodb: faultOfAny,
  kms: faultOfAny,
  ssm: faultOfAny,
} satisfies Record<(typeof services)[number], unknown>);

/** Whether a path belongs to the local run itself and not to the API. */
export const isInspection = (path: string): boolean => path.startsWith(PREFIX);

/**
 * Shows what a subscriber of the bus and of the topic has received, what the queues hold, and the environment with
 * which another process reaches the emulators (their credentials are fake); plays faults on the emulated services:
 * `PUT /_local/faults` with `{"eventbridge":"error","sqs":"hang"}`, `{}` for none.
 */
export const serveInspection = async (
  method: string,
  path: string,
  body: Buffer,
  cloud: LocalCloud,
): Promise<Answer> => {
  const name = path.slice(PREFIX.length);
  switch (`${method} ${name}`) {
    case 'GET environment':
      return jsonAnswer(200, cloud.environment);
    case 'GET events':
      return jsonAnswer(200, await received(cloud));
    case 'DELETE events':
      await Promise.all([cloud.purge('bus'), cloud.purge('topic')]);
      return { statusCode: 204 };
    case 'GET undelivered':
    case 'GET quarantine':
      return jsonAnswer(200, await stored(cloud, name === 'quarantine' ? 'quarantine' : 'undelivered'));
    case 'PUT faults':
      return setFaults(body, cloud);
    default:
      return jsonAnswer(404, {
        message:
          'Not Found. There are GET and DELETE /_local/events, GET /_local/undelivered, GET /_local/quarantine, GET /_local/environment, PUT /_local/faults.',
      });
  }
};

/** Everything that reached the bus, as its consumers see it, newest last. */
const received = async (cloud: LocalCloud): Promise<object[]> => {
  const of = async (queue: 'bus' | 'topic', target: 'eventbridge' | 'sns') =>
    (await cloud.inspect(queue)).map((message) => ({ target, message }));
  const all = [...(await of('bus', 'eventbridge')), ...(await of('topic', 'sns'))];
  return all
    .sort((one, other) => one.message.sentTimestamp - other.message.sentTimestamp)
    .map(({ target, message }) => ({ target, entry: parsed(message) }));
};

const stored = async (cloud: LocalCloud, queue: 'undelivered' | 'quarantine'): Promise<object[]> =>
  (await cloud.inspect(queue)).map((message) => decodeRecord(message.body));

const parsed = (message: Message): unknown => JSON.parse(message.body);

const setFaults = (body: Buffer, cloud: LocalCloud): Answer => {
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), faults), body.toString('utf8'));
  if (!result.success) {
    const errors = result.issues.map((issue) => ({
      path: v.getDotPath(issue) ?? '',
      message: issue.message,
    }));
    return jsonAnswer(400, {
      message: `Give {"<${services.join('|')}>":"<${faultsOfAny.join('|')}>"}; eventbridge also takes "partial"`,
      errors,
    });
  }
  cloud.setFaults(result.output);
  return jsonAnswer(200, result.output);
};
