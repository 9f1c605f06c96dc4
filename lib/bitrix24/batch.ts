import * as v from 'valibot';
import { type DecodedObject, decodedObject } from '../form/decoded.ts';
import type { Secret } from '../secret.ts';
import { readAnswer, refusal } from './answer.ts';
import { Bitrix24Error, refusalError } from './error.ts';
import { buildQuery } from './query.ts';

/** One method call of a batch. */
export type Command = { readonly method: string; readonly params?: DecodedObject };

/** What became of it. */
export type CommandResult = { readonly value: unknown } | { readonly error: Bitrix24Error };

type Portal = {
  readonly host: () => string;
  readonly accessToken: () => Secret;
  /** Posts one `batch`. */
  readonly ask: (params: DecodedObject) => Promise<unknown>;
  /** Repeats work that fails temporarily or for an expired token. */
  readonly persist: <Result>(work: () => Promise<Result>) => Promise<Result>;
};

type Entry = readonly [name: string, command: Command];

/** The portal's limit. */
const MOST_COMMANDS = 50;

/** PHP writes an empty map as a list. */
const byName = v.union([
  v.pipe(
    v.array(v.unknown()),
    v.transform((list): Record<string, unknown> => ({ ...list })),
  ),
  v.record(v.string(), v.unknown()),
]);
const batchAnswer = v.object({ result: byName, result_error: v.optional(byName, {}) });

const paramsOf = (entries: readonly Entry[]): DecodedObject => {
  const cmd = decodedObject();
  for (const [name, { method, params = {} }] of entries) cmd[name] = `${method}?${buildQuery(params)}`;
  return { halt: '0', cmd };
};

const errorOf = (said: unknown, { host, accessToken }: Portal): Bitrix24Error => {
  const refused = v.safeParse(refusal, said);
  if (refused.success)
    return refusalError(refused.output, { host: host(), status: 200, secrets: [accessToken()] });
  return new Bitrix24Error('UNEXPECTED_ANSWER', `${host()} left a command of a batch without an answer.`);
};

const askChunk = async (entries: readonly Entry[], portal: Portal): Promise<[string, CommandResult][]> => {
  const answer = readAnswer(batchAnswer, await portal.ask(paramsOf(entries)), portal.host());
  return entries.map(([name]) => {
    const answered = Object.hasOwn(answer.result, name) && !Object.hasOwn(answer.result_error, name);
    if (answered) return [name, { value: answer.result[name] }];
    return [name, { error: errorOf(answer.result_error[name], portal) }];
  });
};

/** As `RestClient.batch`. Commands that fail temporarily are repeated with those not answered yet. */
export const runBatch = async <Name extends string>(
  commands: Readonly<Record<Name, Command>>,
  portal: Portal,
): Promise<Record<Name, CommandResult>> => {
  const results = new Map<string, CommandResult>();
  const unanswered = (entries: readonly Entry[]) => entries.filter(([name]) => isOpen(results.get(name)));
  const entries: readonly Entry[] = Object.entries<Command>(commands);
  const round = async (): Promise<void> => {
    const open = unanswered(entries);
    for (let at = 0; at < open.length; at += MOST_COMMANDS) {
      for (const [name, result] of await askChunk(open.slice(at, at + MOST_COMMANDS), portal)) {
        results.set(name, result);
      }
    }
    const [first] = unanswered(entries).map(([name]) => results.get(name));
    if (first !== undefined && 'error' in first) throw first.error;
  };
  try {
    await portal.persist(round);
  } catch (fault) {
    if (results.size === 0 || !(fault instanceof Bitrix24Error)) throw fault;
    for (const [name] of entries) if (!results.has(name)) results.set(name, { error: fault });
  }
  return Object.fromEntries(results) as Record<Name, CommandResult>;
};

const isOpen = (result: CommandResult | undefined): boolean =>
  result === undefined || ('error' in result && result.error.temporary);
