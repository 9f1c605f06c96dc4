import type { Caller } from './caller.ts';
import { isOfCall } from './faults.ts';
import { methods } from './methods.ts';
import { commandOf, type Parameters, parameter } from './parameters.ts';
import { phpArray } from './php-value.ts';
import type { Portal } from './portal.ts';
import { Refusal, type RefusalCode } from './refusal.ts';
import type { Site } from './site.ts';

/** One call of a method, alone or in a batch. */
export type Call = {
  readonly site: Site;
  readonly portal: Portal;
  readonly caller: Caller;
  readonly parameters: Parameters;
};

const MAX_COMMANDS = 50;

/** Whether the portal has this method. */
export const isMethod = (method: string): boolean => method === 'batch' || methods.has(method);

/**
 * What a method answers, in its envelope `{result, time}`.
 *
 * @throws Refusal as documented for the method.
 */
export const callMethod = (method: string, call: Call): { result: unknown; time: object } => {
  const started = call.site.clock();
  const result = method === 'batch' ? batch(call) : resultOf(method, call);
  return { result, time: timeOf(started, call.site.clock()) };
};

/** A fault of one method is played here, where calls of a batch pass too. */
const resultOf = (method: string, call: Call): unknown => {
  const run = methods.get(method);
  if (run === undefined) throw new Refusal('ERROR_METHOD_NOT_FOUND');
  const fault = call.site.faults.take('rest', (played) => isOfCall(played, method));
  if (fault !== undefined) throw new Refusal(fault.code as RefusalCode);
  return run(call);
};

type Entries = (readonly [string, unknown])[];

/**
 * `batch`: up to 50 commands, one after the other; what fails is in `result_error` under the command's name. Commands
 * cannot take over the results of others (`$result[..]`).
 */
const batch = (call: Call): object => {
  const commands = Object.entries(parameter(call.parameters, 'cmd') ?? {});
  const halts = isTrue(parameter(call.parameters, 'halt'));
  const [results, errors, times]: [Entries, Entries, Entries] = [[], [], []];
  for (const [position, [name, command]] of commands.entries()) {
    if (typeof command !== 'string') continue;
    try {
      const { result, time } = callCommand(command, call, position);
      results.push([name, result]);
      times.push([name, time]);
    } catch (fault) {
      if (!(fault instanceof Refusal)) throw fault;
      errors.push([name, fault.body()]);
      if (halts) break;
    }
  }
  return {
    result: phpArray(results),
    result_error: phpArray(errors),
    result_total: [],
    result_next: [],
    result_time: phpArray(times),
  };
};

const callCommand = (command: string, call: Call, position: number): { result: unknown; time: object } => {
  if (position >= MAX_COMMANDS) throw new Refusal('ERROR_BATCH_LENGTH_EXCEEDED');
  const { method, parameters } = commandOf(command);
  if (method === 'batch') throw new Refusal('ERROR_BATCH_METHOD_NOT_ALLOWED');
  return callMethod(method.toLowerCase(), { ...call, parameters });
};

/** PHP's idea of truth: `halt=0` and an empty text are false. */
const isTrue = (value: unknown): boolean => Boolean(value) && value !== '0';

const timeOf = (started: number, finished: number): object => ({
  start: started / 1000,
  finish: finished / 1000,
  duration: (finished - started) / 1000,
  processing: (finished - started) / 1000,
  date_start: new Date(started).toISOString().replace(/\.\d+Z$/, '+00:00'),
  date_finish: new Date(finished).toISOString().replace(/\.\d+Z$/, '+00:00'),
  operating_reset_at: Math.floor(started / 1000) + 600,
  operating: 0,
});
