import type { BusEvent } from 'b24bus/consumer';

type ChatEvent = Extract<BusEvent, { readonly data: { readonly chat: object } }>;

/**
 * Portal and chat. A chat has two names: Bitrix24's number, and the external system's, which only means something
 * together with connector and line. Sessions come with the first, the client's messages with the second, and those of
 * operators with both.
 */
export const chatOf = ({ portal, subject, partitionkey, data: { chat } }: ChatEvent): string => {
  if ('externalId' in chat) return `${portal}/${subject ?? partitionkey}`;
  return numberedChat(portal, chat.id) ?? partitionkey;
};

/** The name by Bitrix24's number. */
export const numberedChat = (portal: string, id: number | undefined): string | undefined =>
  id === undefined ? undefined : `${portal}/chat/${id}`;
