// Checked by `tsc -p test/tsconfig.json`; never run.
import { expectTypeOf } from 'vitest';
import type { functions } from '../../functions/index.ts';
import { defineEvent, type EventDefinition } from '../../lib/catalogue/definition.ts';
import type { catalogue, EventName } from '../../lib/catalogue/index.ts';
import { dataItself } from '../../lib/events/items.ts';
import type { DecodedObject } from '../../lib/form/decoded.ts';
import type { Receiver } from '../../lib/middleware/receiver.ts';
import type { Destination, Publication, Verdicts } from '../../lib/publish/destination.ts';
import { contract, sourceOf } from '../../lib/schemas/contract.ts';
import { OnImConnectorStatusDelete } from '../../lib/schemas/imconnector.ts';
import type { EventData, PublishedEvent } from '../../lib/schemas/index.ts';

// The names of the catalogue are literals, and each row has its own.

expectTypeOf<'OnSessionStart' | 'OnImConnectorMessageAdd' | 'OnAppTest'>().toExtend<EventName>();
expectTypeOf<string>().not.toExtend<EventName>();
expectTypeOf<(typeof catalogue)['OnSessionStart']['name']>().toEqualTypeOf<'OnSessionStart'>();

// @ts-expect-error a misspelt event
expectTypeOf<EventData<'OnSesionStart'>>();

// The data of each event follows from its schema.

expectTypeOf<EventData<'OnSessionStart'>['connector']>().toEqualTypeOf<{ id: string }>();
expectTypeOf<EventData<'OnSessionStart'>['line']>().toEqualTypeOf<{ id: number; name?: string }>();
expectTypeOf<EventData<'OnSessionStart'>['line']['id']>().toEqualTypeOf<number>();
expectTypeOf<EventData<'OnSessionStart'>['chat']>().toEqualTypeOf<{ id: number }>();
expectTypeOf<EventData<'OnSessionFinish'>['user']>().toEqualTypeOf<{ id: number } | undefined>();
expectTypeOf<NonNullable<EventData<'OnSessionFinish'>['session']>>().toEqualTypeOf<{
  id: number;
  closed: boolean;
  parentId?: number;
  closesAfterMinutes?: number;
}>();
expectTypeOf<EventData<'OnImConnectorMessageAdd'>['chat']>().toEqualTypeOf<{
  id: number;
  externalId: string;
}>();
expectTypeOf<EventData<'OnImConnectorMessageAdd'>['message']['direction']>().toEqualTypeOf<'outgoing'>();
expectTypeOf<EventData<'OnImConnectorMessageAdd'>['message']['system']>().toEqualTypeOf<boolean>();
expectTypeOf<EventData<'OnOpenLineMessageAdd'>['message']['direction']>().toEqualTypeOf<
  'incoming' | 'outgoing'
>();
expectTypeOf<EventData<'OnOpenLineMessageAdd'>['message']['externalIds']>().toEqualTypeOf<
  string[] | undefined
>();
expectTypeOf<EventData<'OnOpenLineMessageAdd'>['connector']>().toEqualTypeOf<{ id: string } | undefined>();
expectTypeOf<EventData<'OnImConnectorDialogStart'>['chat']>().toEqualTypeOf<{ externalId: string }>();
expectTypeOf<EventData<'OnImConnectorLineDelete'>['line']['id']>().toEqualTypeOf<number>();
expectTypeOf<EventData<'OnAppTest'>['app']['active']>().toEqualTypeOf<boolean | undefined>();

// What no field took is text, or containers of text.

expectTypeOf<EventData<'OnSessionStart'>['unmapped']>().toEqualTypeOf<DecodedObject | undefined>();

declare const session: EventData<'OnSessionStart'>;
declare const deletedLine: EventData<'OnImConnectorLineDelete'>;
declare const message: EventData<'OnOpenLineMessageAdd'>;

// @ts-expect-error a misspelt field
session.lines;
// @ts-expect-error a field as on the wire: upper-case and snake-case names stop at lib/events
session.connector.connector_id;
// @ts-expect-error a field of another event: a session has no message
session.message;
// @ts-expect-error a field of another event: of a deleted line nothing but the line is known
deletedLine.connector;
// @ts-expect-error a user may be absent
session.user.id;
// @ts-expect-error a connector may be absent from a message
message.connector.id;
// @ts-expect-error what is unknown is absent, never null
session.session satisfies null | { id: number };
// @ts-expect-error digits are not lost: an external id is text
message.chat.externalId satisfies number | undefined;
// @ts-expect-error a field that is there may not be undefined (exactOptionalPropertyTypes)
({ id: 1, name: undefined }) satisfies EventData<'OnSessionStart'>['line'];

// The event around the data has the attributes of the contract.

expectTypeOf<PublishedEvent<'OnSessionStart'>['data']>().toEqualTypeOf<EventData<'OnSessionStart'>>();
expectTypeOf<PublishedEvent['specversion']>().toEqualTypeOf<'1.0'>();
expectTypeOf<PublishedEvent['datacontenttype']>().toEqualTypeOf<'application/json'>();
expectTypeOf<PublishedEvent['id']>().toEqualTypeOf<string>();
expectTypeOf<PublishedEvent['subject']>().toEqualTypeOf<string | undefined>();
expectTypeOf<PublishedEvent['portaldomain']>().toEqualTypeOf<string | undefined>();
expectTypeOf(sourceOf).returns.toEqualTypeOf<
  'bitrix24.imconnector' | 'bitrix24.imopenlines' | 'bitrix24.app'
>();

declare const event: PublishedEvent<'OnSessionStart'>;

// @ts-expect-error an event is not changed on its way
event.id = '';

// A row of the catalogue.

const promised = {
  name: 'OnSomething',
  family: 'imconnector',
  type: 'com.bitrix24.imconnector.something.happened.v1',
  schema: OnImConnectorStatusDelete.schema,
} as const;
const wire = { route: '/events/on-something', items: dataItself, read: () => undefined } as const;
const something = contract(promised);

expectTypeOf(defineEvent(something, wire)).toExtend<
  EventDefinition<'OnSomething', { line: { id: number } }>
>();

// @ts-expect-error a type that is not of Bitrix24
contract({ ...promised, type: 'com.example.something.happened.v1' });
// @ts-expect-error a type without a version
contract({ ...promised, type: 'com.bitrix24.imconnector.something.happened' });
// @ts-expect-error a type whose version is no number
contract({ ...promised, type: 'com.bitrix24.imconnector.something.happened.vNext' });
// @ts-expect-error a family that has no source
contract({ ...promised, family: 'crm' });
// @ts-expect-error a route that does not begin at the root
defineEvent(something, { ...wire, route: 'events/on-something' });

const { schema: _schema, ...withoutSchema } = promised;
// @ts-expect-error a contract without a schema
contract(withoutSchema);

// Every event has a function, and every function an event.

type Functions = Readonly<Record<EventName, Receiver>>;

expectTypeOf<keyof typeof functions>().toEqualTypeOf<EventName>();

declare const complete: Functions;
declare const incomplete: Omit<Functions, 'OnAppTest'>;

complete satisfies Functions;
// @ts-expect-error an event of the catalogue has no function
incomplete satisfies Functions;
// @ts-expect-error a function has no event in the catalogue
({ ...complete, OnCrmDealAdd: complete.OnAppTest }) satisfies Functions;

// Destinations are EventBridge and SNS, and give a verdict per publication.

expectTypeOf<Destination['name']>().toEqualTypeOf<'eventbridge' | 'sns'>();
expectTypeOf<Destination['publish']>().returns.resolves.toEqualTypeOf<Verdicts>();
expectTypeOf<Publication['json']>().toEqualTypeOf<string>();
