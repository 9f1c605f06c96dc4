import * as v from 'valibot';
import type { Command, CommandResult } from '../bitrix24/batch.ts';
import { Bitrix24Error } from '../bitrix24/error.ts';
import type { RestClient } from '../bitrix24/rest.ts';
import { type EventName, eventNames } from '../catalogue/index.ts';
import type { PortalProblem } from '../portals/portal.ts';
import type { Binding, WantedBinding } from './wanted.ts';

/** An event that could not be bound, or whose earlier handler could not be removed. */
export type BindingProblem = PortalProblem & { readonly check: 'bindings'; readonly event: string };

/** What of a deployment's events is bound. */
export type Subscriptions = {
  /** Names of the catalogue, in its order: bound by this call or before. */
  readonly bound: readonly EventName[];
  /** How many handlers were removed. */
  readonly unbound: number;
  /** What the portal refused to bind or to remove. */
  readonly failed: readonly BindingProblem[];
};

type Change = { readonly bind: readonly WantedBinding[]; readonly unbind: readonly Binding[] };

const removal = v.object({ count: v.pipe(v.union([v.string(), v.number()]), v.transform(Number)) });

/** The portal's words for a handler that is bound already, or that a request at the same time is just binding. */
const alreadyBound = /already (?:binded|bound|exists?|started)/i;

const commandsFor = ({ bind, unbind }: Change): Record<string, Command> => {
  const command = (method: string, { event, handler }: Binding) => ({ method, params: { event, handler } });
  // Bound first: whatever stops the batch, the portal posts to somewhere.
  return Object.fromEntries([
    ...bind.map((each, at) => [`bind_${at}`, command('event.bind', each)] as const),
    ...unbind.map((each, at) => [`unbind_${at}`, command('event.unbind', each)] as const),
  ]);
};

const bindingFault = (result: CommandResult | undefined): Bitrix24Error | undefined => {
  if (result !== undefined && 'error' in result) {
    return alreadyBound.test(result.error.description ?? '') ? undefined : result.error;
  }
  if (result?.value === true) return undefined;
  return new Bitrix24Error('NOT_BOUND', 'The portal did not bind the event, and gave no reason.');
};

/** Named as in the catalogue, which has every event that is unbound. */
const problem = (event: string, { code, message, cure }: Bitrix24Error): BindingProblem => ({
  check: 'bindings',
  event: eventNames.find((name) => name.toUpperCase() === event) ?? event,
  code,
  message,
  cure,
});

/**
 * Binds and unbinds in one batch (of 50 commands per request). Already bound is success, and so is a handler to
 * remove that is not there.
 *
 * @throws Bitrix24Error if not one command was answered.
 */
export const applyBindings = async (
  rest: Pick<RestClient, 'batch'>,
  change: Change,
): Promise<Subscriptions> => {
  const bound: EventName[] = [];
  const failed: BindingProblem[] = [];
  let unbound = 0;
  const commands = commandsFor(change);
  const results = Object.keys(commands).length === 0 ? {} : await rest.batch(commands);
  for (const [at, { name }] of change.bind.entries()) {
    const fault = bindingFault(results[`bind_${at}`]);
    if (fault === undefined) bound.push(name);
    else failed.push(problem(name, fault));
  }
  for (const [at, { event }] of change.unbind.entries()) {
    const result = results[`unbind_${at}`];
    if (result !== undefined && 'error' in result) failed.push(problem(event, result.error));
    else if (v.is(removal, result?.value)) unbound += v.parse(removal, result?.value).count;
  }
  return { bound, unbound, failed };
};
