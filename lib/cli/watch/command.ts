import type { Command } from 'commander';
import { command, on } from '../command.ts';
import type { CommonOptions } from '../command-context.ts';
import { portNumber } from '../option-values.ts';
import type { WatchOptions } from './watch.ts';

export const watch = (): Command =>
  command('watch', 'show the events that are published, as they come, in a page on this machine')
    .option('--port <port>', 'of the page; 0 for a free one', portNumber, 3001)
    .action(async (options: CommonOptions & WatchOptions) => {
      const { watch: run } = await import('./watch.ts');
      await on(options, (context) => run(options, context));
    });
