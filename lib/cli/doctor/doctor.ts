import type { CommandContext } from '../command-context.ts';
import { exitCodes } from '../failure.ts';
import type { Check } from './check.ts';
import { bindings } from './checks/bindings.ts';
import { administrator, installed, oauth, rest, scopes } from './checks/bitrix24.ts';
import { credentials } from './checks/credentials.ts';
import { eventBus, topic } from './checks/destinations.ts';
import { handler } from './checks/handler.ts';
import { applicationToken, portal } from './checks/portal.ts';
import { quarantineQueue, undeliveredQueue } from './checks/queues.ts';
import { roundTrip } from './checks/round-trip.ts';
import { settings } from './checks/settings.ts';
import { application, portalsTable, tokens } from './checks/storage.ts';
import { runChecks } from './checkup.ts';
import { reportText } from './report.ts';

/** From the deployment to the portal, and back with an event. */
const checks: readonly Check[] = [
  settings,
  credentials,
  eventBus,
  topic,
  undeliveredQueue,
  quarantineQueue,
  portalsTable,
  application,
  handler,
  portal,
  applicationToken,
  tokens,
  oauth,
  rest,
  installed,
  scopes,
  administrator,
  bindings,
  roundTrip,
];

export type DoctorOptions = {
  readonly portal?: string;
  /** Seconds to wait for the event of the round trip. */
  readonly timeout: number;
  readonly roundTrip: boolean;
};

/** Checks the whole way of an event, and says what to do where it is interrupted. */
export const doctor = async (
  { portal: memberId, timeout, roundTrip: isTravelling }: DoctorOptions,
  { target, output }: CommandContext,
): Promise<number> => {
  const given = { target, memberId, patience: isTravelling ? timeout * 1000 : 0 };
  const { results, facts } = await runChecks(checks, given, (name) => output.progress(`${name} …`));
  output.progress('');
  const ok = results.every(({ status }) => status !== 'fail');
  const document = { target: target.name, portal: facts.portal?.memberId, ok, checks: results };
  output.result(document, () => reportText(results, output));
  return ok ? exitCodes.ok : exitCodes.problem;
};
