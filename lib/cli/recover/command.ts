import type { Command } from 'commander';
import { command, on } from '../command.ts';
import type { CommonOptions } from '../command-context.ts';
import { moment } from '../option-values.ts';
import type { RecoverOptions } from './recover.ts';

export const recover = (): Command =>
  command('recover', 'put events that are in the log only (UNDELIVERED) into the queues')
    .requiredOption('--since <time>', 'logged since then: 2026-05-02T11:33:52Z, or 3h ago', moment)
    .option('--until <time>', 'logged before then (default: now)', moment)
    .option('--log-group <name...>', 'look in these log groups (default: those of all functions)')
    .option('--dry-run', 'tell what is there, and send nothing')
    .option('--state <file>', 'remembers what has been sent (default: in ~/.local/state/b24bus)')
    .action(async (options: CommonOptions & RecoverOptions) => {
      const { recoverUndelivered } = await import('./recover.ts');
      await on(options, (context) => recoverUndelivered(options, context));
    });
