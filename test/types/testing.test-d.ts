// Checked by `tsc -p test/tsconfig.json`; never run.
import type { EventBridgeEvent, SNSEvent, SQSEvent } from 'aws-lambda';
import type * as fc from 'fast-check';
import { expectTypeOf } from 'vitest';
import type { PublishedEvent } from '../../lib/schemas/index.ts';
import { arbitraryOf } from '../../lib/testing/fast-check.ts';
import { eventOf, inEventBridge, inSns, inSqs, type Overrides } from '../../lib/testing/index.ts';

// An event has the type of its name.

expectTypeOf(eventOf('OnSessionStart')).toEqualTypeOf<PublishedEvent<'OnSessionStart'>>();
expectTypeOf(eventOf('OnSessionStart').data.line.id).toEqualTypeOf<number>();
expectTypeOf(eventOf('OnImConnectorMessageAdd').data.message.direction).toEqualTypeOf<'outgoing'>();
expectTypeOf(arbitraryOf('OnSessionStart')).toEqualTypeOf<fc.Arbitrary<PublishedEvent<'OnSessionStart'>>>();

// @ts-expect-error a misspelt event
eventOf('OnSesionStart');
// @ts-expect-error a misspelt event
arbitraryOf('OnSesionStart');
// @ts-expect-error a field of another event: a session has no message
eventOf('OnSessionStart').data.message;

// Overrides are parts of the event.

eventOf('OnSessionStart', {});
eventOf('OnSessionStart', {
  id: '0'.repeat(32),
  data: { line: { id: 7 }, session: { id: 1, closed: false } },
});
eventOf('OnImConnectorMessageAdd', {
  data: { message: { files: [{ name: 'a.png' }], params: { A: { '0': 'b' } } } },
});
eventOf('OnSessionStart', { subject: undefined, data: { user: undefined, line: { name: undefined } } });
eventOf('OnOpenLineMessageAdd', { data: { unmapped: { ref: undefined } } });

// @ts-expect-error a misspelt attribute
eventOf('OnSessionStart', { receivedTime: '2026-03-17T14:52:42.500Z' });
// @ts-expect-error a misspelt field
eventOf('OnSessionStart', { data: { lin: { id: 7 } } });
// @ts-expect-error a misspelt field deep inside
eventOf('OnSessionStart', { data: { line: { ID: 7 } } });
// @ts-expect-error a field outside of data
eventOf('OnSessionStart', { line: { id: 7 } });
// @ts-expect-error a line as text
eventOf('OnSessionStart', { data: { line: { id: '7' } } });
// @ts-expect-error an event never goes without its id
eventOf('OnSessionStart', { id: undefined });
// @ts-expect-error a line never goes without its id
eventOf('OnSessionStart', { data: { line: { id: undefined } } });
// @ts-expect-error a session never goes without its line
eventOf('OnSessionStart', { data: { line: undefined } });
// @ts-expect-error a message that an operator has written is not incoming
eventOf('OnImConnectorMessageAdd', { data: { message: { direction: 'incoming' } } });
// @ts-expect-error a file whose size is text
eventOf('OnImConnectorMessageAdd', { data: { message: { files: [{ size: '1' }] } } });

expectTypeOf<Overrides<{ a: number; b?: string[]; c: { d: boolean } }>>().toEqualTypeOf<{
  readonly a?: number;
  readonly b?: string[] | undefined;
  readonly c?: { readonly d?: boolean };
}>();

// What a Lambda gets is what the types of AWS say, for every event and also for one of another release.

const event = eventOf('OnSessionStart');

inEventBridge(event) satisfies EventBridgeEvent<string, PublishedEvent<'OnSessionStart'>>;
expectTypeOf(inEventBridge(event).detail).toEqualTypeOf<PublishedEvent<'OnSessionStart'>>();
inSns(event) satisfies SNSEvent;
inSqs([event, eventOf('OnAppTest')]) satisfies SQSEvent;
inSqs([event], { wrappedBy: 'sns', fifo: true }) satisfies SQSEvent;
inSqs([{ ...event, type: 'com.bitrix24.imopenlines.session.started.v2', data: { changed: true } }]);

// @ts-expect-error what no service is called
inSqs([event], { wrappedBy: 'kinesis' });
// @ts-expect-error what is no event
inSns({ line: 7 });
