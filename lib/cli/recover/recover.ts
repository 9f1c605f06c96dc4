import type { CommandContext } from '../command-context.ts';
import { exitCodes, Failure } from '../failure.ts';
import { interruption, untilInterrupted } from '../interruption.ts';
import { quarantineQueues, undeliveredQueue } from '../queue/target-queues.ts';
import type { Target } from '../target/target.ts';
import { Checkpoint, defaultStateFile } from './checkpoint.ts';
import { logGroupsOf, loggedRecords, logsClient, type Period } from './logs.ts';
import { reportRecovery } from './recover-report.ts';
import { Recovery, type RecoveryQueues } from './recovery.ts';

export type RecoverOptions = {
  /** Unix milliseconds. */
  readonly since: number;
  readonly until?: number;
  readonly logGroup?: readonly string[];
  readonly dryRun?: boolean;
  readonly state?: string;
};

/**
 * Puts what is in the log only into the queues, from where redelivery publishes it. What one run has done the next
 * does not do again.
 *
 * @throws Failure, PortalsFault, SettingsError
 */
export const recoverUndelivered = async (
  { since, until = Date.now(), logGroup, dryRun = false, state }: RecoverOptions,
  { target, output }: CommandContext,
): Promise<number> => {
  if (since >= until) throw emptyPeriod;
  const checkpoint = new Checkpoint(state ?? defaultStateFile(target));
  const recovery = new Recovery(queuesOf(target), checkpoint, { dryRun });
  const client = logsClient();
  const logGroups = logGroup ?? (await logGroupsOf(client, target));
  const period: Period = { since, until };
  try {
    await untilInterrupted(async (interrupted) => {
      for (const group of logGroups) {
        for await (const records of loggedRecords(client, group, period)) {
          await recovery.take(records, interrupted);
          output.progress(`${group}: ${recovery.found} found in all. ${recovery.done()} …`);
          if (interrupted.aborted) throw interruption(`${recovery.done()} The next run goes on from here.`);
        }
      }
    }, interruption(''));
  } finally {
    output.progress('');
    client.destroy();
  }
  reportRecovery({ recovery, logGroups, period, dryRun, state: checkpoint.file }, output);
  return recovery.unreadable.length > 0 ? exitCodes.problem : exitCodes.ok;
};

const queuesOf = (target: Target): RecoveryQueues => {
  const [quarantine] = quarantineQueues(target);
  return { undelivered: undeliveredQueue(target), quarantine };
};

const emptyPeriod = new Failure(
  exitCodes.usage,
  'USAGE',
  '--until is not after --since.',
  'Give a later --until, or none for now.',
);
