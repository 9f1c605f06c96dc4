import { setTimeout as sleep } from 'node:timers/promises';
import { buildQuery } from '../bitrix24/query.ts';
import { type EventName, eventNames } from '../catalogue/index.ts';
import type { DecodedObject } from '../form/decoded.ts';
import type { SendReport } from '../inspector/protocol.ts';
import { DemoChat } from './demo-chat.ts';
import { DEMO_PORTAL } from './demo-portal.ts';
import type { SentAnswer } from './sender.ts';
import { senderFor } from './sending.ts';

/** Milliseconds from an answer to the next event: slow enough to be watched. */
const PAUSE_MS = 300;

/** A customer asks for her order; the operator corrects an answer, and removes one that went to the wrong chat. */
const conversation = (): DemoChat['steps'] => {
  const chat = new DemoChat();
  chat.starts();
  chat.customerWrites('Hello! On Monday I ordered a coffee grinder, order 4711. When will it arrive?');
  chat.operatorWrites('Hello Anna! Let me look it up for you.');
  chat.customerWrites('Thank you! It is a birthday present, so I need it by Friday.');
  const answer = chat.operatorWrites('It was sent yesterday and arrives on [b]Thursday[/b].');
  chat.operatorEdits(answer, 'It was sent yesterday and arrives on [b]Wednesday[/b].');
  const stray = chat.operatorWrites('Max, is there another one in stock?');
  chat.operatorDeletes(stray);
  chat.customerWrites('Perfect, thank you for your help 🙂');
  chat.finishes();
  return chat.steps;
};

/**
 * Sends a conversation from its beginning to its end, as the demo portal does: each time in another chat.
 *
 * @param url of a local run.
 * @throws Error with the cure where nothing answers.
 */
export const playConversation = async (url: string, aborted: AbortSignal): Promise<SendReport> => {
  let [sent, accepted] = [0, 0];
  let last: SentAnswer | undefined;
  for (const { event, data } of conversation()) {
    if (sent > 0) await sleep(PAUSE_MS, undefined, { signal: aborted }).catch(() => undefined);
    if (aborted.aborted) break;
    const { send } = await senderFor(event, { url });
    last = await send(formOf(event, data));
    sent += 1;
    if (last.status < 300) accepted += 1;
  }
  return { sent, accepted, status: last?.status ?? 0, body: last?.text ?? '' };
};

/** As the portal posts what no user of its own has caused: without OAuth tokens. */
const formOf = (event: EventName, data: DecodedObject): string =>
  buildQuery({
    event: event.toUpperCase(),
    event_handler_id: String(eventNames.indexOf(event) + 1),
    data,
    ts: String(Math.floor(Date.now() / 1000)),
    auth: {
      domain: 'example-portal.bitrix24.com',
      client_endpoint: 'https://example-portal.bitrix24.com/rest/',
      server_endpoint: 'https://oauth.bitrix.info/rest/',
      member_id: DEMO_PORTAL.memberId,
      application_token: DEMO_PORTAL.token,
    },
  });
