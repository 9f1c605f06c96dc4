import { type KnownEvent, senderOf, toPlainText } from 'b24bus/consumer';
import { FinalFailure } from './final-failure.ts';

type MessageEvent = KnownEvent<
  'OnImConnectorMessageAdd' | 'OnImConnectorMessageUpdate' | 'OnImConnectorMessageDelete'
>;

const TIMEOUT_MS = 8_000;

const actions = {
  OnImConnectorMessageAdd: 'send',
  OnImConnectorMessageUpdate: 'edit',
  OnImConnectorMessageDelete: 'delete',
} as const;

/**
 * Hands a message over to the external system: this is yours to replace. Called once per event, but for a crash in the
 * middle; what it returns is kept for the case that the event comes again.
 *
 * @returns the ids that the message has in the external system.
 * @throws FinalFailure where trying again is of no use, any other Error where it is.
 */
export const deliver = async (event: MessageEvent): Promise<string[]> => {
  const { id, name, data } = event;
  const { text = '', files = [], externalIds = [] } = data.message;
  const message = {
    action: actions[name],
    chat: data.chat.externalId,
    ids: externalIds,
    sender: senderOf(text),
    text: toPlainText(text),
    files,
  };
  const url = process.env['DELIVERY_URL'];
  if (url) return post(url, id, message);
  // Not the text: a log is no place for what customers write.
  const { action, chat } = message;
  process.stdout.write(`${JSON.stringify({ level: 'INFO', message: 'delivered', action, chat, id })}\n`);
  return action === 'send' ? [`log-${id}`] : externalIds;
};

const post = async (url: string, key: string, message: object): Promise<string[]> => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify(message),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const { status } = response;
  if (status === 408 || status === 429 || status >= 500)
    throw new Error(`The external system answers ${status}`);
  if (!response.ok)
    throw new FinalFailure(`HTTP_${status}`, 'The external system refuses the message.', 'Ask it why.');
  const { ids } = (await response.json()) as { ids?: unknown };
  if (Array.isArray(ids)) return ids.map(String);
  throw new FinalFailure(
    'NO_IDS',
    'The external system does not name the ids of the message.',
    'Answer {"ids": ["…"]}.',
  );
};
