import { Command } from 'commander';
import { command, on } from '../command.ts';
import type { CommonOptions } from '../command-context.ts';
import { hexIds } from '../option-values.ts';

const list = (): Command =>
  command('list', 'list what waits to be delivered, and what has been given up').action(
    async (options: CommonOptions) => {
      const { listUndelivered } = await import('./list.ts');
      await on(options, listUndelivered);
    },
  );

type RedriveOptions = { readonly id?: readonly string[]; readonly all?: true };

const redrive = (): Command =>
  command('redrive', 'move what has been given up back into the queue, to be tried for another day at least')
    .option('--id <id>', 'the event with this id; may be repeated', hexIds)
    .option('--all', 'everything that has been given up')
    .action(async (options: CommonOptions & RedriveOptions) => {
      const { redriveUndelivered } = await import('./redrive.ts');
      await on(options, (context) => redriveUndelivered(options, context));
    });

export const undelivered = (): Command => {
  const group = new Command('undelivered').description('events that a destination has not accepted yet');
  for (const each of [list(), redrive()]) group.addCommand(each);
  return group;
};
