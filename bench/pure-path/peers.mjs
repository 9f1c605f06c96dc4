// Ways of others from a form body to events, as their users would write them. Copied to where the packages are.
import { createHash } from 'node:crypto';
import querystring from 'node:querystring';
import * as picoquery from 'picoquery';
import qs from 'qs';
import * as v from 'valibot';
import * as z from 'zod';

// --- Decoding --------------------------------------------------------------------------------------------------

const nested = (flat) => {
  const root = {};
  for (const [key, value] of Object.entries(flat)) {
    const parts = key.replaceAll(']', '').split('[');
    const last = parts.pop();
    let parent = root;
    for (const part of parts) {
      parent[part] ??= {};
      parent = parent[part];
    }
    parent[last] = value;
  }
  return root;
};

const raised = { depth: 16, arrayLimit: 20_000, parameterLimit: 20_000 };

/** picoquery looks for brackets before it decodes, and PHP escapes them. */
const unescaped = (text) => text.replaceAll('%5B', '[').replaceAll('%5D', ']');

export const decoders = {
  'querystring + own nesting': (text) => nested(querystring.parse(text, '&', '=', { maxKeys: 0 })),
  'qs, defaults': (text) => qs.parse(text),
  'qs, limits raised': (text) => qs.parse(text, raised),
  'picoquery, js syntax': (text) => picoquery.parse(text, { nestingSyntax: 'js' }),
  'picoquery, brackets unescaped before': (text) => picoquery.parse(unescaped(text), { nestingSyntax: 'js' }),
};

// --- Validating ------------------------------------------------------------------------------------------------

const zInteger = z.string().regex(/^\d+$/).transform(Number);

const zBody = z.object({
  event: z.literal('ONIMCONNECTORMESSAGEADD'),
  ts: zInteger,
  auth: z.object({ member_id: z.string(), domain: z.string(), application_token: z.string() }),
  data: z.object({
    CONNECTOR: z.string(),
    LINE: zInteger,
    MESSAGES: z.array(
      z.object({
        im: z.object({ chat_id: zInteger, message_id: zInteger }),
        message: z.object({ user_id: zInteger, text: z.string() }),
        chat: z.object({ id: z.string() }),
      }),
    ),
  }),
});

const vInteger = v.pipe(v.string(), v.regex(/^\d+$/), v.transform(Number));

const vBody = v.object({
  event: v.literal('ONIMCONNECTORMESSAGEADD'),
  ts: vInteger,
  auth: v.object({ member_id: v.string(), domain: v.string(), application_token: v.string() }),
  data: v.object({
    CONNECTOR: v.string(),
    LINE: vInteger,
    MESSAGES: v.pipe(
      v.custom((value) => typeof value === 'object' && value !== null),
      v.transform(Object.values),
      v.array(
        v.object({
          im: v.object({ chat_id: vInteger, message_id: vInteger }),
          message: v.object({ user_id: vInteger, text: v.string() }),
          chat: v.object({ id: v.string() }),
        }),
      ),
    ),
  }),
});

// --- Events ----------------------------------------------------------------------------------------------------

const eventsIn = ({ event, ts, auth, data }) =>
  data.MESSAGES.map((item) => {
    const { im, message, chat } = item;
    const identity = JSON.stringify([auth.member_id, event, ts, item]);
    return JSON.stringify({
      specversion: '1.0',
      id: createHash('sha256').update(identity).digest('hex').slice(0, 32),
      source: `urn:bitrix24:portal:${auth.member_id}`,
      type: 'com.bitrix24.imconnector.message.added.v1',
      subject: `connector/${encodeURIComponent(data.CONNECTOR)}/line/${data.LINE}/chat/${encodeURIComponent(chat.id)}`,
      time: new Date(ts * 1000).toISOString(),
      datacontenttype: 'application/json',
      portaldomain: auth.domain,
      receivedtime: new Date().toISOString(),
      partitionkey: `${auth.member_id}/${encodeURIComponent(chat.id)}`,
      data: {
        connector: { id: data.CONNECTOR },
        line: { id: data.LINE },
        chat: { id: im.chat_id, externalId: chat.id },
        message: {
          id: im.message_id,
          direction: 'outgoing',
          text: message.text,
          authorId: message.user_id,
          system: false,
        },
      },
    });
  });

const textOf = (base64) => Buffer.from(base64, 'base64').toString('utf8');

/** From what API Gateway hands over to the events' JSON. */
export const pipelines = {
  'qs + zod': (base64) => eventsIn(zBody.parse(decoders['qs, limits raised'](textOf(base64)))),
  'picoquery + valibot': (base64) =>
    eventsIn(v.parse(vBody, decoders['picoquery, brackets unescaped before'](textOf(base64)))),
  'querystring + own nesting + valibot': (base64) =>
    eventsIn(v.parse(vBody, decoders['querystring + own nesting'](textOf(base64)))),
};
