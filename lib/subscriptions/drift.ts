import { readAnswer } from '../bitrix24/answer.ts';
import type { RestClient } from '../bitrix24/rest.ts';
import type { EventName } from '../catalogue/index.ts';
import { applyBindings, type Subscriptions } from './apply.ts';
import { type ListedBinding, listedBindings } from './listed.ts';
import { comparable, type Deployment, otherBaseUrls, type WantedBinding, wantedBindings } from './wanted.ts';

/** How what a portal has bound differs from what this deployment wants. */
export type Drift = {
  readonly missing: readonly WantedBinding[];
  /** Handlers of ours that deliver nowhere useful: of an earlier deployment, or at another event's route. */
  readonly foreignOurs: readonly ListedBinding[];
  /** Handlers that deliver a wanted event a second time, to the same URL in another spelling. */
  readonly duplicate: readonly ListedBinding[];
};

/** How the portal will find the URL: hosts have no case, a default port is none, but paths are exact. */
const reached = (url: string): string => URL.parse(url)?.href ?? url;

const routesOf = (urls: readonly string[]): ReadonlySet<string> =>
  new Set(urls.flatMap((url) => wantedBindings(url).map(({ handler }) => comparable(handler))));

/**
 * Compares the handlers that a portal lists with those wanted. Offline bindings, events that are not of the catalogue
 * and handlers at URLs that are not ours are left alone, and so is a second binding of the very same handler on
 * behalf of a user: removing it would remove both.
 */
export const compareBindings = (listed: readonly ListedBinding[], deployment: Deployment): Drift => {
  const wanted = wantedBindings(deployment.baseUrl);
  const ours = routesOf([deployment.baseUrl, ...otherBaseUrls(deployment)]);
  const missing: WantedBinding[] = [];
  const foreignOurs: ListedBinding[] = [];
  const duplicate: ListedBinding[] = [];
  for (const binding of wanted) {
    const rows = listed.filter(({ event, offline }) => !offline && event.toUpperCase() === binding.event);
    const right = rows.filter(({ handler }) => reached(handler) === reached(binding.handler));
    const kept = right.find(({ handler }) => handler === binding.handler) ?? right[0];
    if (kept === undefined) missing.push(binding);
    duplicate.push(...right.filter(({ handler }) => handler !== kept?.handler));
    foreignOurs.push(...rows.filter((row) => !right.includes(row) && ours.has(comparable(row.handler))));
  }
  return { missing, foreignOurs, duplicate };
};

/** What is bound after a repair. */
type Repair = Subscriptions & {
  /** Those that were missing, and are bound now. */
  readonly repaired: readonly EventName[];
};

/**
 * Binds what is missing and removes handlers of ours that should not be there.
 *
 * @param listed what `event.get` answered, if it was asked already.
 * @throws Bitrix24Error if the portal cannot be asked at all.
 */
export const repair = async (
  rest: RestClient,
  deployment: Deployment,
  listed?: readonly ListedBinding[],
): Promise<Repair> => {
  const drift = compareBindings(listed ?? (await listBindings(rest)), deployment);
  // event.unbind removes every row of a handler, so each is named once.
  const removed = new Map(
    [...drift.duplicate, ...drift.foreignOurs].map((row) => [`${row.event} ${row.handler}`, row]),
  );
  const applied = await applyBindings(rest, { bind: drift.missing, unbind: [...removed.values()] });
  const lacking = new Set(drift.missing.map(({ name }) => name));
  for (const name of applied.bound) lacking.delete(name);
  const bound = wantedBindings(deployment.baseUrl)
    .map(({ name }) => name)
    .filter((name) => !lacking.has(name));
  return { ...applied, bound, repaired: applied.bound };
};

const listBindings = async (rest: RestClient): Promise<readonly ListedBinding[]> =>
  readAnswer(listedBindings, await rest.call('event.get'), 'event.get');
