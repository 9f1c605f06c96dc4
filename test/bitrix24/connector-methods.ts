import { type Parameters, parameter, textParameter } from './parameters.ts';
import type { Confirmation } from './portal.ts';
import { missingArgument, Refusal } from './refusal.ts';
import type { Call } from './rest.ts';

/**
 * `imconnector.send.status.delivery`: from now on the portal knows the message by its external ids, and tells of its
 * changes. What names no message is accepted and changes nothing, as portals do.
 */
export const confirmDelivery = ({ portal, parameters }: Call): { SUCCESS: true; DATA: [] } => {
  if (!portal.scopes.includes('imopenlines')) throw new Refusal('insufficient_scope');
  const connector = required(parameters, 'CONNECTOR');
  const line = Number.parseInt(required(parameters, 'LINE'), 10);
  const messages = parameter(parameters, 'MESSAGES');
  if (typeof messages !== 'object' || messages === null) throw missingArgument('MESSAGES');
  if (portal.connectors !== undefined && !portal.connectors.includes(connector))
    throw new Refusal('IMCONNECTOR_NO_CORRECT_PROVIDER');
  for (const message of Object.values(messages)) {
    const said = confirmationOf(message);
    if (said.messageId > 0) keep(portal, { connector, line, ...said });
  }
  return { SUCCESS: true, DATA: [] };
};

const required = (parameters: Parameters, name: string): string => {
  const value = textParameter(parameters, name);
  if (value === '') throw missingArgument(name);
  return value;
};

const confirmationOf = (status: unknown): Omit<Confirmation, 'connector' | 'line' | 'times'> => {
  const [im, message, chat] = ['im', 'message', 'chat'].map((block) => nested(status, block));
  return {
    chatId: Number(textParameter(im ?? {}, 'chat_id')),
    messageId: Number(textParameter(im ?? {}, 'message_id')),
    externalIds: texts(parameter(message ?? {}, 'id')),
    externalChatId: textParameter(chat ?? {}, 'id'),
  };
};

const nested = (value: unknown, name: string): Parameters => {
  const inner = parameter(value as Parameters, name);
  return typeof inner === 'object' && inner !== null ? (inner as Parameters) : {};
};

const texts = (value: unknown): string[] =>
  typeof value === 'object' && value !== null ? Object.values(value).map(String) : [];

/** A later confirmation of a message takes the place of the earlier one. */
const keep = (portal: Call['portal'], said: Omit<Confirmation, 'times'>): void => {
  const others = portal.confirmed.filter(({ messageId }) => messageId !== said.messageId);
  const earlier = portal.confirmed.find(({ messageId }) => messageId === said.messageId);
  portal.confirmed = [...others, { ...said, times: (earlier?.times ?? 0) + 1 }];
};
