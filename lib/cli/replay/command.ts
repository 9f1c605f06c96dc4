import { type Command, InvalidArgumentError } from 'commander';
import { command, on } from '../command.ts';
import type { CommonOptions } from '../command-context.ts';
import { moment } from '../option-values.ts';
import type { ReplayOptions } from './replay.ts';

/** For an option that may be repeated. */
const names = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];

/** What EventBridge takes, with room for the name of an event. @throws InvalidArgumentError */
const replayName = (text: string): string => {
  if (/^[\w.-]{1,36}$/.test(text)) return text;
  throw new InvalidArgumentError('It must have up to 36 letters, digits, or . - _');
};

export const replay = (): Command =>
  command('replay', 'put what was on the bus in a span of time on it once more, from its archives')
    .requiredOption('--from <time>', 'when the portal queued it: 2026-05-02T11:33:52Z, or 3h ago', moment)
    .requiredOption('--to <time>', 'before then', moment)
    .option('--event <name>', 'this event only; may be repeated', names)
    .option('--destination-rule <rule>', 'to this rule of the bus only; may be repeated', names)
    .option('--name <name>', 'of the replay; with the name of an earlier one, follow that', replayName)
    .action(async (options: CommonOptions & ReplayOptions) => {
      const { replayArchives } = await import('./replay.ts');
      await on(options, (context) => replayArchives(options, context));
    });
