import { type KnownEvent, senderOf, toPlainText } from 'b24bus/consumer';
import { chatOf, numberedChat } from './chat.ts';
import { link, record, remove } from './store.ts';

type Changed = KnownEvent<'OnOpenLineMessageUpdate'>;
type MessageEvent = KnownEvent<'OnOpenLineMessageAdd'> | Changed | KnownEvent<'OnOpenLineMessageDelete'>;

export const added = async (event: KnownEvent<'OnOpenLineMessageAdd'>): Promise<void> => {
  const { direction, authorId, system, files } = event.data.message;
  await record(event, keyOf(event), 'added', { direction, authorId, system, files, ...written(event) });
  const chat = chatOf(event);
  const numbered = numberedChat(event.portal, event.data.chat.id);
  // The sessions of this chat are there.
  if (numbered !== undefined && numbered !== chat) await link(numbered, chat);
};

export const edited = (event: Changed): Promise<void> =>
  record(event, keyOf(event), 'edited', written(event));

export const deleted = (event: KnownEvent<'OnOpenLineMessageDelete'>): Promise<void> => remove(keyOf(event));

const written = ({ data: { message } }: MessageEvent): { text?: string; sender?: string | undefined } =>
  message.text === undefined ? {} : { text: toPlainText(message.text), sender: senderOf(message.text) };

/** By the external id, which is all that a client's new message has; an operator's has none before it is delivered. */
const keyOf = (event: MessageEvent): { pk: string; sk: string } => {
  const { direction, id, externalIds: [external] = [] } = event.data.message;
  const byExternal = external !== undefined && (direction === 'incoming' || id === undefined);
  const sk = byExternal ? `message/external/${external}` : `message/${id ?? event.id}`;
  return { pk: chatOf(event), sk };
};
