import type { EventData } from '../../../lib/consumer/index.ts';
import { portalOf } from '../../../lib/events/cloud-event.ts';
import type { Row } from '../../../lib/inspector/protocol.ts';
import type { ContractName } from '../../../lib/schemas/index.ts';
import { eventOf, type Overrides, type PublishedEvent } from '../../../lib/testing/index.ts';

/** The time that many seconds into the test. */
export const at = (second: number): string =>
  new Date(Date.UTC(2026, 10, 22, 10) + second * 1000).toISOString().replace('.000Z', 'Z');

/** A row of an event on the bus, in a chat `anna` of the connector `webshop`, which is Bitrix24's chat 500. */
export const rowOf = <Name extends ContractName>(
  event: Name,
  second: number,
  data: Overrides<EventData<Name>>,
  differs: Partial<Row> = {},
): Row => {
  const place = { connector: { id: 'webshop' }, line: { id: 7, name: undefined }, ...unnamed, ...data };
  const published = eventOf(event, { time: at(second), data: place } as Overrides<PublishedEvent<Name>>);
  const portal = portalOf(published);
  return { seq: second, at: at(second), event, outcome: 'published', portal, published, ...differs };
};

/** Of the examples of the test kit, which are of other chats. */
const unnamed = { user: undefined, session: undefined, unmapped: undefined };

export const outside = { id: undefined, externalId: 'anna', name: undefined };
export const inBitrix24 = { id: 500 };
export const both = { id: 500, externalId: 'anna', name: undefined };

/** A whole conversation: a customer asks, the answer is edited, a stray message deleted. */
export const played = (): readonly Row[] => [
  rowOf('OnImConnectorDialogStart', 1, { chat: { externalId: 'anna' } }),
  rowOf('OnSessionStart', 2, { chat: inBitrix24, line: { id: 7, name: 'Orders' } }),
  rowOf('OnOpenLineMessageAdd', 3, {
    chat: { ...outside, name: 'Anna' },
    message: { externalIds: ['anna-1'], text: 'When will it arrive?', authorId: 900 },
  }),
  operatorWrote('OnOpenLineMessageAdd', 4, 11, 'On [b]Thursday[/b].'),
  operatorWrote('OnImConnectorMessageAdd', 5, 11, 'On [b]Thursday[/b].'),
  operatorChanged('OnOpenLineMessageUpdate', 6, 11, 'On Wednesday.'),
  operatorChanged('OnImConnectorMessageUpdate', 7, 11, 'On Wednesday.'),
  operatorWrote('OnOpenLineMessageAdd', 8, 12, 'Max, is there another one?'),
  operatorWrote('OnImConnectorMessageAdd', 9, 12, 'Max, is there another one?'),
  operatorChanged('OnOpenLineMessageDelete', 10, 12),
  operatorChanged('OnImConnectorMessageDelete', 11, 12),
  rowOf('OnSessionFinish', 12, { chat: inBitrix24 }),
  rowOf('OnImConnectorDialogFinish', 13, { chat: { externalId: 'anna' } }),
];

type Add = 'OnOpenLineMessageAdd' | 'OnImConnectorMessageAdd';
type Change = `On${'OpenLine' | 'ImConnector'}Message${'Update' | 'Delete'}`;

/** Signed, as portals do it. */
export const operatorWrote = (event: Add, second: number, id: number, text: string): Row =>
  rowOf(event, second, {
    chat: both,
    message: {
      id,
      externalIds: undefined,
      direction: 'outgoing',
      text: `[b]Olga:[/b] [br]${text}`,
      authorId: 27,
    },
  });

export const operatorChanged = (event: Change, second: number, id: number, text?: string): Row =>
  rowOf(event, second, {
    chat: both,
    message: {
      id,
      externalIds: [`anna-${id}`],
      direction: 'outgoing',
      text: text === undefined ? undefined : `[b]Olga:[/b][br] ${text}`,
    },
  });
