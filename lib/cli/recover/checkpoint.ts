import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { exitCodes, Failure } from '../failure.ts';
import type { Target } from '../target/target.ts';

const FIRST_LINE = '{"b24bus":"recover","version":1}';

/** Where the state of a deployment is kept; two commands may recover two deployments at a time. */
export const defaultStateFile = ({ name }: Target): string => {
  const folder = process.env['XDG_STATE_HOME'] || join(homedir(), '.local', 'state');
  return join(folder, 'b24bus', `recover-${name.replaceAll(/[^A-Za-z0-9]+/g, '-')}`);
};

/**
 * The log events that have been recovered, in a file: one id per line, appended as soon as a queue has taken the
 * record. CloudWatch gives every log event an id of its own.
 */
export class Checkpoint {
  readonly file: string;
  readonly #done: Set<string>;
  /** What has to stand before the next line. */
  #before: string;

  /** @throws Failure if the file is something else. */
  constructor(file: string) {
    this.file = file;
    const text = readState(file);
    const [first = '', ...ids] = text.split('\n');
    if (text !== '' && first !== FIRST_LINE) throw notOurs(file);
    this.#done = new Set(ids);
    this.#before = text === '' ? `${FIRST_LINE}\n` : text.endsWith('\n') ? '' : '\n';
  }

  has(eventId: string): boolean {
    return this.#done.has(eventId);
  }

  /** @throws Failure if the file cannot be written. */
  add(eventIds: readonly string[]): void {
    if (eventIds.length === 0) return;
    try {
      mkdirSync(dirname(this.file), { recursive: true });
      appendFileSync(this.file, this.#before + eventIds.map((id) => `${id}\n`).join(''));
    } catch (fault) {
      throw notUsable(this.file, 'written', fault);
    }
    this.#before = '';
    for (const id of eventIds) this.#done.add(id);
  }
}

const readState = (file: string): string => {
  try {
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  } catch (fault) {
    throw notUsable(file, 'read', fault);
  }
};

const ELSEWHERE = 'Name another file: --state <file>';

const notOurs = (file: string): Failure =>
  new Failure(exitCodes.usage, 'NO_STATE_FILE', `${file} is no state of \`b24bus recover\`.`, ELSEWHERE);

const notUsable = (file: string, what: string, fault: unknown): Failure =>
  new Failure(
    exitCodes.problem,
    'STATE_FILE',
    `The state cannot be ${what}: ${fault instanceof Error ? fault.message : file}`,
    `${ELSEWHERE}. Without it the next run sends again what this one has sent, under the same ids.`,
  );
