import { type Output, processOutput } from './output.ts';
import { openTarget, type Target, type TargetOptions } from './target/target.ts';

/** The options that every command has. */
export type CommonOptions = TargetOptions & { readonly json?: true };

/** What a command works with. */
export type CommandContext = { readonly target: Target; readonly output: Output };

/** @throws Failure if the target is not to be found. */
export const contextOf = async (options: CommonOptions): Promise<CommandContext> => ({
  target: await openTarget(options),
  output: processOutput(options),
});
