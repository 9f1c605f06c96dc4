import { CommanderError } from 'commander';
import { Bitrix24Error } from '../bitrix24/error.ts';
import { SettingsError } from '../errors.ts';
import { PortalsFault } from '../portals/fault.ts';
import { exitCodes, Failure } from './failure.ts';
import { printable } from './text-table.ts';

/** Tells on stderr, and with --json on stdout too, why a command has ended. @returns its exit code. */
export const reportFailure = (fault: unknown, { json }: { readonly json: boolean }): number => {
  const isUsage = fault instanceof CommanderError;
  if (isUsage && fault.exitCode === 0) return exitCodes.ok;
  const { exitCode, code, message, cure } = failureOf(fault);
  // Of the command line, commander has told already.
  if (!isUsage)
    process.stderr.write(`${message.split('\n').map(printable).join('\n')}\n→ ${printable(cure)}\n`);
  if (json) process.stdout.write(`${JSON.stringify({ error: { code, message, cure } }, null, 2)}\n`);
  return exitCode;
};

const failureOf = (fault: unknown): Failure => {
  if (fault instanceof Failure) return fault;
  if (fault instanceof CommanderError) {
    return new Failure(exitCodes.usage, 'USAGE', fault.message, 'Ask the command itself: --help');
  }
  if (fault instanceof Bitrix24Error) {
    return new Failure(exitCodes.problem, fault.code, fault.message, fault.cure);
  }
  if (fault instanceof PortalsFault) {
    return new Failure(exitCodeOf(fault), fault.code, fault.message, fault.cure);
  }
  if (fault instanceof SettingsError) {
    const cure = 'Deploy it again; `npx b24bus doctor` tells whether that was enough.';
    return new Failure(exitCodes.problem, 'SETTINGS', fault.message, cure);
  }
  const { name, message } = fault instanceof Error ? fault : new Error(String(fault));
  return new Failure(
    exitCodes.problem,
    'FAULT',
    `${name}: ${message}`,
    'Report this: b24bus did not expect it.',
  );
};

/**
 * Our own codes are about what is stored; those of AWS (`AccessDenied`), and of a connection (`ECONNREFUSED`), say
 * that it was not reached, or did not do as asked.
 */
const exitCodeOf = ({ code }: PortalsFault) =>
  /^[A-Z_\d]+$/.test(code) && !/^E[A-Z]+$/.test(code) ? exitCodes.problem : exitCodes.unreachable;
