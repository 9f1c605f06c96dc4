import { GetQueueUrlCommand, SendMessageCommand, type SendMessageCommandInput } from '@aws-sdk/client-sqs';
import type { Account, Rule } from './event-buses.ts';
import { isJsonObject, type JsonObject, type JsonValue, jsonText } from './json.ts';
import type { Target } from './requests.ts';

/** An accepted event: the JSON text a target receives, and the same parsed for matching and InputPath. */
export type AcceptedEvent = {
  readonly id: string;
  readonly text: string;
  readonly detailText: string;
  readonly envelope: JsonObject;
};

/** The name of the queue in an SQS ARN; undefined for any other ARN. */
export function queueName(arn: string): string | undefined {
  return /^arn:aws[\w-]*:sqs:[\w-]+:\d{12}:([\w-]{1,80}(?:\.fifo)?)$/.exec(arn)?.[1];
}

/**
 * Delivers an event to a rule's target and never rejects, since EventBridge delivers after it has answered: a failed
 * delivery goes to the target's dead-letter queue, or without one is dropped with a line on stderr.
 *
 * Source: "Using dead-letter queues to process undelivered events", Amazon EventBridge User Guide.
 */
export async function deliver(
  account: Account,
  event: AcceptedEvent,
  rule: Rule,
  target: Target,
): Promise<void> {
  try {
    await send(account, target.Arn, {
      MessageBody: messageBody(event, target),
      MessageGroupId: target.SqsParameters?.MessageGroupId,
    });
  } catch (error) {
    await deadLetter(account, event, rule, target, error);
  }
}

async function deadLetter(
  account: Account,
  event: AcceptedEvent,
  rule: Rule,
  target: Target,
  cause: unknown,
): Promise<void> {
  const queueArn = target.DeadLetterConfig?.Arn;
  if (queueArn === undefined) return dropped(event, target.Arn, cause);
  const { name, message } = asError(cause);
  const attribute = (value: string) => ({ DataType: 'String', StringValue: value });
  try {
    await send(account, queueArn, {
      MessageBody: event.text,
      MessageAttributes: {
        RULE_ARN: attribute(rule.arn),
        TARGET_ARN: attribute(target.Arn),
        ERROR_CODE: attribute(name === 'QueueDoesNotExist' ? 'NO_RESOURCE' : 'SDK_CLIENT_ERROR'),
        ERROR_MESSAGE: attribute(message),
      },
    });
  } catch (error) {
    dropped(event, queueArn, error);
  }
}

async function send(
  { sqs }: Account,
  queueArn: string,
  message: Omit<SendMessageCommandInput, 'QueueUrl'>,
): Promise<void> {
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: queueName(queueArn) }));
  try {
    await sqs.send(new SendMessageCommand({ ...message, QueueUrl }));
  } catch (error) {
    // SQS takes every character of a JSON string except U+FFFE, U+FFFF and lone surrogates, the emulator of the
    // local run none beyond U+FFFF either (emoji). Escaped, those are the same JSON.
    const escaped = message.MessageBody?.replaceAll(/[\u{10000}-\u{10ffff}]/gu, surrogateEscapes);
    const refused = asError(error).name.endsWith('InvalidMessageContents');
    if (!refused || escaped === message.MessageBody) throw error;
    await sqs.send(new SendMessageCommand({ ...message, QueueUrl, MessageBody: escaped }));
  }
}

function surrogateEscapes(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16)}`)
    .join('');
}

function messageBody(event: AcceptedEvent, target: Target): string {
  if (target.Input !== undefined) return target.Input;
  if (target.InputPath === undefined || target.InputPath === '$') return event.text;
  if (target.InputPath === '$.detail') return event.detailText;
  const selected = target.InputPath.split('.').slice(1).reduce(memberOf, event.envelope);
  if (selected === undefined) throw new Error(`InputPath ${target.InputPath} selects nothing in the event`);
  return jsonText(selected);
}

function memberOf(value: JsonValue | undefined, name: string): JsonValue | undefined {
  return value !== undefined && isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

function dropped(event: AcceptedEvent, queueArn: string, cause: unknown): void {
  const { name, message } = asError(cause);
  process.stderr.write(
    `EventBridge: event ${event.id} was not delivered to ${queueArn}: ${name}: ${message}\n`,
  );
}

function asError(cause: unknown): Error {
  return cause instanceof Error ? cause : new Error(String(cause));
}
