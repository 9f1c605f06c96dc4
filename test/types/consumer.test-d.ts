// Checked by `tsc -p test/tsconfig.json`; never run.
import type {
  Context,
  EventBridgeHandler,
  Handler,
  SQSBatchResponse,
  SQSEvent,
  SQSHandler,
} from 'aws-lambda';
import { expectTypeOf } from 'vitest';
import {
  type BatchResponse,
  type BusEvent,
  type EventData,
  type EventName,
  type Handle,
  type Handlers,
  type KnownEvent,
  lambdaHandler,
  parse,
  type RecordError,
  type RecordErrorCode,
  route,
  senderOf,
  toPlainText,
  type UnknownEvent,
} from '../../lib/consumer/index.ts';
import type { ContractName } from '../../lib/schemas/index.ts';

// What comes is one of the events by name, or unknown.

expectTypeOf(parse).parameter(0).toBeUnknown();
expectTypeOf(parse).returns.toEqualTypeOf<BusEvent>();
expectTypeOf<EventName>().toEqualTypeOf<ContractName>();
expectTypeOf<BusEvent['name']>().toEqualTypeOf<EventName | 'Unknown'>();
expectTypeOf<BusEvent['id']>().toEqualTypeOf<string>();
expectTypeOf<BusEvent['portal']>().toEqualTypeOf<string>();
expectTypeOf<BusEvent['version']>().toEqualTypeOf<number>();
expectTypeOf<BusEvent['subject']>().toEqualTypeOf<string | undefined>();

declare const event: BusEvent;

if (event.name === 'OnSessionStart') {
  expectTypeOf(event).toEqualTypeOf<KnownEvent<'OnSessionStart'>>();
  expectTypeOf(event.data.line.id).toEqualTypeOf<number>();
  // @ts-expect-error a misspelt field
  event.data.lines;
  // @ts-expect-error a field of another event
  event.data.message;
  // @ts-expect-error known events have no reason to be unknown
  event.reason;
  // @ts-expect-error an event is not changed
  event.portal = '';
} else if (event.name === 'Unknown') {
  expectTypeOf(event).toEqualTypeOf<UnknownEvent>();
  expectTypeOf(event.data).toBeUnknown();
  expectTypeOf(event.reason).toEqualTypeOf<'version' | 'type'>();
  expectTypeOf(event.knownAs).toEqualTypeOf<EventName | undefined>();
  // @ts-expect-error nothing is known of its data
  event.data.line;
}

// @ts-expect-error data are known only by the name of the event
event.data.line;
// @ts-expect-error a misspelt event
event.name === 'OnSesionStart';

// A switch over the name is exhaustive.

export const lineOf = (given: Extract<BusEvent, { name: 'OnSessionStart' | 'OnSessionFinish' }>): number => {
  switch (given.name) {
    case 'OnSessionStart':
    case 'OnSessionFinish':
      return given.data.line.id;
  }
};

// Every event has a handler.

declare const handlers: Handlers;

expectTypeOf(route(handlers)).toEqualTypeOf<Handle>();
expectTypeOf<Parameters<Handlers['OnSessionStart']>[0]>().toEqualTypeOf<KnownEvent<'OnSessionStart'>>();
expectTypeOf<Parameters<Handlers['Unknown']>[0]>().toEqualTypeOf<UnknownEvent>();

const { OnAppTest: _test, ...withoutTest } = handlers;
const { Unknown: _unknown, ...withoutUnknown } = handlers;

// @ts-expect-error a missing case
route(withoutTest);
// @ts-expect-error what is unknown has to be handled, too
route(withoutUnknown);
// @ts-expect-error a handler of an event that does not exist
route({ ...handlers, OnSesionStart: () => undefined });
// @ts-expect-error a handler of another event's data
route({ ...handlers, OnAppTest: (_event: KnownEvent<'OnSessionStart'>) => undefined });

// Handlers see their own event, and the fallback exactly the rest.

route(
  {
    OnSessionStart: async (started) => {
      expectTypeOf(started).toEqualTypeOf<KnownEvent<'OnSessionStart'>>();
      // @ts-expect-error a misspelt field
      started.data.lines;
    },
    OnSessionFinish: ({ data }) => data.session?.closed,
  },
  (rest) => {
    expectTypeOf(rest).toEqualTypeOf<Exclude<BusEvent, { name: 'OnSessionStart' | 'OnSessionFinish' }>>();
    expectTypeOf(rest.name).toEqualTypeOf<
      Exclude<EventName | 'Unknown', 'OnSessionStart' | 'OnSessionFinish'>
    >();
  },
);

const { OnSessionStart: _start, ...others } = handlers;
route(others, (rest) => expectTypeOf(rest).toEqualTypeOf<KnownEvent<'OnSessionStart'>>());
route(handlers, (rest) => expectTypeOf(rest).toBeNever());

// @ts-expect-error a misspelt event
route({ OnSesionStart: () => undefined }, () => undefined);
// @ts-expect-error some events and no fallback
route({ OnSessionStart: () => undefined });
// @ts-expect-error the fallback handles one event only, others come too
route({ OnSessionStart: () => undefined }, (_rest: KnownEvent<'OnAppTest'>) => undefined);

// A Lambda handler for whatever source.

const handler = lambdaHandler(route(handlers));

expectTypeOf(handler).returns.resolves.toEqualTypeOf<BatchResponse | undefined>();
expectTypeOf<BatchResponse>().toExtend<SQSBatchResponse>();
handler satisfies SQSHandler;
handler satisfies EventBridgeHandler<'OnSessionStart', EventData<'OnSessionStart'>, unknown>;
handler satisfies Handler<SQSEvent, SQSBatchResponse | undefined>;
lambdaHandler((_event, context: Context) => context.getRemainingTimeInMillis()) satisfies SQSHandler;
lambdaHandler(() => undefined, { onFailure: (_error, { messageId }) => messageId?.length });

// @ts-expect-error an error may be anything
lambdaHandler(() => undefined, { onFailure: (error: RecordError) => error.code });
// @ts-expect-error there is no such option
lambdaHandler(() => undefined, { onFailed: () => undefined });

expectTypeOf<RecordError['code']>().toEqualTypeOf<RecordErrorCode>();
expectTypeOf<RecordErrorCode>().toEqualTypeOf<'not-json' | 'not-ours' | 'invalid' | 'batch'>();

// Texts.

expectTypeOf(toPlainText).toEqualTypeOf<(text: string) => string>();
expectTypeOf(senderOf).toEqualTypeOf<(text: string) => string | undefined>();

declare const message: EventData<'OnOpenLineMessageAdd'>['message'];
// @ts-expect-error a message may have no text
toPlainText(message.text);
