import * as v from 'valibot';
import { type Delivery, deliver, targetsOf } from './delivery.ts';
import { enqueue } from './offline-queue.ts';
import type { Confirmation, Portal } from './portal.ts';
import type { Site } from './site.ts';

const messageId = v.pipe(v.number(), v.integer(), v.minValue(1));

export const editOptions = v.strictObject({ messageId, text: v.string() });
export const deleteOptions = v.strictObject({ messageId });

/** What an operator changes of a message of a connector. */
export type EditOptions = v.InferOutput<typeof editOptions>;
export type DeleteOptions = v.InferOutput<typeof deleteOptions>;

/**
 * An operator edits a message. The portal tells the connector of it by the external ids, so it tells nothing unless
 * the delivery was confirmed.
 */
export const editMessage = (site: Site, portal: Portal, { messageId, text }: EditOptions) =>
  tell(site, portal, messageId, 'ONIMCONNECTORMESSAGEUPDATE', ({ externalIds }) => [
    { id: externalIds, text },
  ]);

/** An operator deletes a message; likewise, and one element per external id, as observed. */
export const deleteMessage = (site: Site, portal: Portal, { messageId }: DeleteOptions) =>
  tell(site, portal, messageId, 'ONIMCONNECTORMESSAGEDELETE', ({ externalIds }) =>
    externalIds.map((id) => ({ id })),
  );

const tell = async (
  site: Site,
  portal: Portal,
  messageId: number,
  event: string,
  messagesOf: (confirmed: Confirmation) => object[],
): Promise<Delivery[]> => {
  const confirmed = portal.confirmed.find((each) => each.messageId === messageId);
  if (confirmed === undefined) return [];
  const { connector, line, chatId, externalChatId } = confirmed;
  const MESSAGES = messagesOf(confirmed).map((message) => ({
    im: { chat_id: chatId, message_id: messageId },
    message,
    chat: { id: externalChatId },
  }));
  const data = { CONNECTOR: connector, LINE: line, MESSAGES };
  enqueue(portal, event, data, site.clock());
  return await deliver(site, portal, { event, data }, targetsOf(portal, event));
};
