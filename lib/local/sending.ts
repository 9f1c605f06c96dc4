import { setTimeout as sleep } from 'node:timers/promises';
import { buildQuery } from '../bitrix24/query.ts';
import { catalogue, type EventName, eventNames } from '../catalogue/index.ts';
import { type DecodedObject, pruned } from '../form/decoded.ts';
import { bitrix24Of, sendFrom } from './portal-sender.ts';
import { post, type SentAnswer } from './sender.ts';
import { decodedForm, setValue } from './templates.ts';

/** A value of a body by its dotted path, as `data.DATA.line.name`. */
export type Change = readonly [path: string, value: string];

/** The event of this name, in any case. @throws Error that names all there are. */
export const eventNamed = (given: string): EventName => {
  const name = eventNames.find((candidate) => candidate.toLowerCase() === given.toLowerCase());
  if (name === undefined)
    throw new Error(`There is no event ${given}. There are:\n  ${eventNames.join('\n  ')}`);
  return name;
};

/**
 * One body, form-encoded; several get the seconds up to now, so that each is another event.
 *
 * @throws UnsettablePath
 */
export const changedForm = (
  template: DecodedObject,
  changes: readonly Change[],
  secondsAgo: number,
): string => {
  const body = pruned(template);
  setValue(body, 'ts', String(Math.floor(Date.now() / 1000) - secondsAgo));
  // Half a surrogate pair cannot be encoded.
  for (const [path, value] of changes) setValue(body, path.toWellFormed(), value.toWellFormed());
  return buildQuery(body);
};

type Sender = {
  /** What it does, for people. */
  readonly description: string;
  send(form: string): Promise<SentAnswer>;
};

/**
 * How forms are sent: as they are, or by an installed portal, which takes `data` and `ts` of them.
 *
 * @throws Error with the cure where a portal is to send and `url` is no local run.
 */
export const senderFor = async (
  name: EventName,
  { url, portal }: { readonly url: string; readonly portal?: string | undefined },
): Promise<Sender> => {
  if (portal !== undefined) {
    const bitrix24 = await bitrix24Of(url);
    return {
      description: `Portal ${portal} sends ${name} to what it has bound`,
      send: (form) => sendFrom(bitrix24, portal, name, decodedForm(form)),
    };
  }
  const target = new URL(catalogue[name].route.slice(1), url.endsWith('/') ? url : `${url}/`);
  return { description: `POST ${target}`, send: (form) => post(target, form) };
};

export type Pace = {
  readonly count: number;
  /** Per second; 0 for the next when the last is answered. */
  readonly rate: number;
};

/** Where a rate is asked for that the receiver does not reach. */
const MOST_UNDER_WAY = 100;

type Tally = { readonly sent: number; readonly accepted: number; readonly last: SentAnswer | undefined };

/**
 * Sends one after the other, or at a rate, until all are sent or `aborted` says so, and waits for the answers.
 *
 * @param send sends the one at this position, from 0.
 * @throws what it throws first; then nothing more is sent.
 */
export const sendInPace = async (
  send: (position: number) => Promise<SentAnswer>,
  { count, rate }: Pace,
  aborted: AbortSignal = new AbortController().signal,
): Promise<Tally> => {
  const failed = new AbortController();
  const stopped = AbortSignal.any([aborted, failed.signal]);
  const underWay = new Set<Promise<void>>();
  const started = performance.now();
  let [sent, accepted] = [0, 0];
  let last: SentAnswer | undefined;
  const count2xx = (answer: SentAnswer): void => {
    last = answer;
    if (answer.status < 300) accepted += 1;
  };
  while (sent < count && !stopped.aborted) {
    const answered: Promise<void> = send(sent)
      .then(count2xx)
      .catch((fault: unknown) => failed.abort(fault))
      .finally(() => underWay.delete(answered));
    underWay.add(answered);
    sent += 1;
    if (underWay.size >= (rate > 0 ? MOST_UNDER_WAY : 1)) await Promise.race(underWay);
    const early = sent < count && rate > 0 ? started + (sent * 1000) / rate - performance.now() : 0;
    if (early > 0) await sleep(early, undefined, { signal: stopped }).catch(() => undefined);
  }
  await Promise.all(underWay);
  failed.signal.throwIfAborted();
  return { sent, accepted, last };
};
