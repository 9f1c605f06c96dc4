import type { CloudEvent } from '../events/cloud-event.ts';
import type { Exchange } from '../inspector/exchange.ts';
import { reasonsIn, summaryIn } from '../inspector/told.ts';
import { readRecord } from '../replay/stored-record.ts';
import type { LocalCloud } from './cloud.ts';

/** What only the queues know of a request's events. */
type Found = Pick<Exchange, 'reasons' | 'seen'>;

/** Looks where an answer, and the log, do not say it: at what was stored, and at what came through the install page. */
export const whereabouts = (cloud: Pick<LocalCloud, 'inspect'>): ((exchange: Exchange) => Promise<Found>) => {
  const undelivered = shared(async () => {
    const messages = await cloud.inspect('undelivered');
    return reasonsIn(messages.flatMap(({ body }) => readRecord(body).record ?? []));
  });
  return async ({ name, url, log }) => {
    const { ids, reason, Stored: stored = 0 } = summaryIn(log) ?? {};
    const reasons = stored > 0 && reason === undefined ? await undelivered() : undefined;
    const isPage = name === 'OnAppInstall' && url.includes('?');
    const seen = isPage && ids?.[0] !== undefined ? await onTheBus(cloud, ids[0]) : undefined;
    return { ...(reasons && { reasons }), ...(seen && { seen }) };
  };
};

/** Whoever asks while one asks already gets the answer to the next question, and all others with him. */
const shared = <Answer>(ask: () => Promise<Answer>): (() => Promise<Answer>) => {
  let asking: Promise<unknown> = Promise.resolve();
  let next: Promise<Answer> | undefined;
  return () => {
    next ??= asking.then(() => {
      next = undefined;
      const answer = ask();
      asking = answer.catch(() => undefined);
      return answer;
    });
    return next;
  };
};

/** Nobody but the functions publishes to the bus and the topic of a local run. */
const onTheBus = async (cloud: Pick<LocalCloud, 'inspect'>, id: string): Promise<CloudEvent | undefined> => {
  const [bus, topic] = await Promise.all([cloud.inspect('bus'), cloud.inspect('topic')]);
  const events: CloudEvent[] = [
    ...bus.map(({ body }) => JSON.parse(body).detail),
    ...topic.map(({ body }) => JSON.parse(JSON.parse(body).Message)),
  ];
  return events.find((event) => event.id === id);
};
