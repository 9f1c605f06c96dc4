import { setTimeout as sleep } from 'node:timers/promises';
import { Command, InvalidArgumentError } from 'commander';
import { catalogue, type EventName, eventNames } from '../catalogue/index.ts';
import { type DecodedObject, pruned } from '../form/decoded.ts';
import { buildQuery } from './php-form.ts';
import { findOnBus, post } from './sender.ts';
import { setValue, templateOf } from './templates.ts';

type Change = readonly [path: string, value: string];

type Options = {
  readonly url: string;
  readonly set: readonly Change[];
  readonly count: number;
  /** Events per second; 0 for one after the other. */
  readonly rate: number;
  readonly list?: true;
};

const positive = (text: string): number => {
  if (!/^\d+(?:\.\d+)?$/.test(text)) throw new InvalidArgumentError('It must be a number.');
  return Number(text);
};

const change = (text: string, changes: readonly Change[]): readonly Change[] => {
  const equals = text.indexOf('=');
  if (equals < 1)
    throw new InvalidArgumentError('It must be of the form path=value, as data.DATA.line.name=Sales.');
  return [...changes, [text.slice(0, equals), text.slice(equals + 1)]];
};

const write = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

/** The event of this name, in any case. */
const eventNamed = (given: string): EventName => {
  const name = eventNames.find((candidate) => candidate.toLowerCase() === given.toLowerCase());
  if (name === undefined)
    throw new Error(`There is no event ${given}. There are:\n  ${eventNames.join('\n  ')}`);
  return name;
};

/** One body; several get the seconds up to now, so that each is another event. */
const bodyOf = (template: DecodedObject, changes: readonly Change[], secondsAgo: number): string => {
  const body = pruned(template);
  setValue(body, 'ts', String(Math.floor(Date.now() / 1000) - secondsAgo));
  for (const [path, value] of changes) setValue(body, path, value);
  return buildQuery(body);
};

const send = async (name: EventName, { url, set, count, rate }: Options): Promise<void> => {
  const target = new URL(catalogue[name].route.slice(1), url.endsWith('/') ? url : `${url}/`);
  write(`POST ${target}`);
  const template = await templateOf(name);
  const answers: Promise<boolean>[] = [];
  for (let sent = 0; sent < count; sent++) {
    const body = bodyOf(template, set, count - 1 - sent);
    const answer = post(target, body).then(async ({ status, text, id }) => {
      write(`${status} ${text}`);
      const seen = count === 1 && id !== undefined ? await findOnBus(url, id) : undefined;
      if (seen !== undefined) write(`On the bus:\n${JSON.stringify(seen, null, 2)}`);
      return status < 300;
    });
    answers.push(answer);
    if (rate > 0) await sleep(1000 / rate);
    else await answer;
  }
  const accepted = (await Promise.all(answers)).filter(Boolean).length;
  if (count > 1) write(`${accepted} of ${count} accepted`);
  if (accepted < count) process.exitCode = 1;
};

const program = new Command('npm run send --')
  .description('Posts an event as a Bitrix24 portal does: PHP-encoded, from the demo portal.')
  .argument('[event]', 'the event, such as OnSessionStart')
  .option('--url <url>', 'where the API is', `http://127.0.0.1:${process.env['PORT'] ?? 3000}`)
  .option('--set <path=value>', 'change a value of the body; may be repeated', change, [])
  .option('--count <n>', 'how many events', positive, 1)
  .option('--rate <n>', 'events per second; 0 sends the next when the last is answered', positive, 0)
  .option('--list', 'list the events')
  .showHelpAfterError()
  .action(async (event: string | undefined, options: Options) => {
    if (options.list) {
      for (const name of eventNames) write(`${name.padEnd(28)}${catalogue[name].route}`);
      return;
    }
    if (event === undefined)
      throw new Error('Say which event, as in: npm run send -- OnSessionStart (or --list)');
    await send(eventNamed(event), options);
  });

// A reader that has seen enough (`| head`) is no fault.
process.stdout.on('error', () => process.exit());

try {
  await program.parseAsync();
} catch (fault) {
  process.stderr.write(`${fault instanceof Error ? fault.message : String(fault)}\n`);
  process.exitCode = 1;
}
