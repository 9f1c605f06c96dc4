import { buildQuery } from '../../lib/bitrix24/query.ts';
import { setValue, templateOf } from '../../lib/local/templates.ts';
import { postForm } from '../local-run.ts';

/** The route of OnSessionStart. */
export const route = '/events/on-session-start';

/** A session start of a chat: another chat is another event. */
export const sessionStart = async (
  chat: number,
  changes: Readonly<Record<string, string>> = {},
): Promise<string> => {
  const body = await templateOf('OnSessionStart');
  const all = {
    'data.DATA.connector.chat_id': String(chat),
    'data.DATA.chat.chat_id': String(chat),
    ...changes,
  };
  for (const [path, value] of Object.entries(all)) setValue(body, path, value);
  return buildQuery(body);
};

/** Posts a body and answers its status and its document. */
export const posted = async <Document>(
  url: string,
  body: string,
  to = route,
): Promise<Document & { readonly status: string }> => {
  const response = await postForm(url, to, body);
  return (await response.json()) as Document & { readonly status: string };
};

/** The id that a body's one event has, by posting it. */
export const idOf = async (url: string, body: string): Promise<string> => {
  const { events } = await posted<{ events: { id: string }[] }>(url, body);
  return events[0]?.id ?? '';
};
