import { Command } from 'commander';
import { type CommandContext, type CommonOptions, contextOf } from './command-context.ts';
import { httpUrl, stageName } from './option-values.ts';

/** Runs work on the target that the options name, and makes its exit code that of the process. */
export const on = async (
  options: CommonOptions,
  work: (context: CommandContext) => Promise<number>,
): Promise<void> => {
  process.exitCode = await work(await contextOf(options));
};

/** A command with the options that all have. */
export const command = (name: string, description: string): Command =>
  new Command(name)
    .description(description)
    .option('--stage <stage>', 'the deployed stack b24bus-<stage>; the local run without it', stageName)
    .option('--region <region>', 'where the stack is (default: AWS_REGION, else eu-central-1)')
    .option('--url <url>', 'where the local run is (default: http://127.0.0.1:$PORT, or port 3000)', httpUrl)
    .option('--json', 'print one JSON document');
