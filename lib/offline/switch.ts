import * as v from 'valibot';
import { readAnswer } from '../bitrix24/answer.ts';
import type { CommandResult } from '../bitrix24/batch.ts';
import { Bitrix24Error } from '../bitrix24/error.ts';
import type { RestClient } from '../bitrix24/rest.ts';
import { catalogue, type EventName, eventNames } from '../catalogue/index.ts';
import { changePortal, type Portal, type PortalProblem, type PortalsTable } from '../portals/portal.ts';

const FEATURE = 'rest_offline_extended';

const featureAnswer = v.object({ value: v.union([v.string(), v.boolean()]) });

/** The events that are bound offline: those of Open Channels. What the application itself tells needs no net. */
const offlineEvents: readonly EventName[] = eventNames.filter((name) => catalogue[name].family !== 'app');

/** What switching has come to. */
type Switched = {
  readonly events: readonly EventName[];
  readonly problems: readonly PortalProblem[];
};

type Subject = {
  readonly rest: RestClient;
  readonly portal: Pick<Portal, 'memberId'>;
  readonly table: PortalsTable;
  /** Unix milliseconds. */
  readonly now: number;
};

/**
 * Lets the portal queue its events as well, and the drain look after the queue. It is written down before anything
 * is bound, so that the receivers write down what they deliver when the first row comes.
 *
 * @throws Bitrix24Error `NO_OFFLINE_EVENTS` if the portal cannot reserve rows; nothing is changed then.
 */
export const switchOn = async ({ rest, portal, table, now }: Subject): Promise<Switched> => {
  if (!(await hasFeature(rest))) throw unavailable();
  await changePortal(table, portal.memberId, (current) =>
    current === undefined || current.offlineSince !== undefined
      ? undefined
      : { ...current, offlineSince: now, updatedAt: now },
  );
  const problems = await apply(rest, 'event.bind', isBound);
  const events = offlineEvents.filter((name) => !problems.some(({ event }) => event === name));
  // With no event bound there is no queue; the next attempt begins anew.
  if (events.length === 0) await forget(table, portal.memberId, now);
  return { events, problems };
};

/** Ends it. What stands in the queue stays there until the portal forgets it. @throws Bitrix24Error */
export const switchOff = async ({ rest, portal, table, now }: Subject): Promise<Switched> => {
  const problems = await apply(rest, 'event.unbind', () => false);
  if (problems.length === 0) await forget(table, portal.memberId, now);
  return { events: offlineEvents.filter((name) => problems.some(({ event }) => event === name)), problems };
};

const forget = (table: PortalsTable, memberId: string, now: number): Promise<Portal | undefined> =>
  changePortal(table, memberId, (current) => {
    if (current?.offlineSince === undefined) return undefined;
    const { offlineSince: _, ...rest } = current;
    return { ...rest, updatedAt: now };
  });

const hasFeature = async (rest: RestClient): Promise<boolean> => {
  const { value } = readAnswer(
    featureAnswer,
    await rest.call('feature.get', { CODE: FEATURE }),
    'feature.get',
  );
  return value === 'Y' || value === true;
};

const unavailable = (): Bitrix24Error =>
  new Bitrix24Error(
    'NO_OFFLINE_EVENTS',
    `The portal's plan lacks ${FEATURE}, without which rows of its queue cannot be kept until they are delivered.`,
  );

/** The portal's words for a binding that is there. */
const isBound = ({ description = '' }: Bitrix24Error): boolean => /already binded/i.test(description);

const apply = async (
  rest: RestClient,
  method: 'event.bind' | 'event.unbind',
  isFine: (error: Bitrix24Error) => boolean,
): Promise<PortalProblem[]> => {
  const commands = Object.fromEntries(
    offlineEvents.map((name) => [
      name,
      { method, params: { event: name.toUpperCase(), event_type: 'offline' } },
    ]),
  );
  const results: Readonly<Record<string, CommandResult>> = await rest.batch(commands);
  return offlineEvents.flatMap((name) => {
    const result = results[name];
    if (result === undefined || !('error' in result) || isFine(result.error)) return [];
    const { code, message, cure } = result.error;
    return [{ check: 'offline', code, message, cure, event: name }];
  });
};
