import { setTimeout as sleep } from 'node:timers/promises';
import { Command, InvalidArgumentError } from 'commander';
import { buildQuery } from '../bitrix24/query.ts';
import { catalogue, type EventName, eventNames } from '../catalogue/index.ts';
import { type DecodedObject, pruned } from '../form/decoded.ts';
import { bitrix24Of, install, sendFrom } from './portal-sender.ts';
import { findOnBus, post, type SentAnswer } from './sender.ts';
import { setValue, templateOf } from './templates.ts';

type Change = readonly [path: string, value: string];

type Options = {
  readonly url: string;
  readonly set: readonly Change[];
  readonly count: number;
  /** Events per second; 0 for one after the other. */
  readonly rate: number;
  readonly portal?: string;
  readonly page?: true;
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
const bodyOf = (template: DecodedObject, changes: readonly Change[], secondsAgo: number): DecodedObject => {
  const body = pruned(template);
  setValue(body, 'ts', String(Math.floor(Date.now() / 1000) - secondsAgo));
  for (const [path, value] of changes) setValue(body, path, value);
  return body;
};

/** How one body is sent: as the demo portal, or by an installed portal itself. */
const senderFor = async (name: EventName, { url, portal }: Options) => {
  if (portal !== undefined) {
    const bitrix24 = await bitrix24Of(url);
    write(`Portal ${portal} sends ${name} to what it has bound`);
    return (body: DecodedObject) => sendFrom(bitrix24, portal, name, body);
  }
  const target = new URL(catalogue[name].route.slice(1), url.endsWith('/') ? url : `${url}/`);
  write(`POST ${target}`);
  return (body: DecodedObject) => post(target, buildQuery(body));
};

const sendInstall = async ({ url, portal, page }: Options): Promise<void> => {
  const { memberId, sent, bindings } = await install(await bitrix24Of(url), url, { portal, page });
  write(`Portal ${memberId} installs the application at ${new URL('/app/install', url)}`);
  await show(sent, url, true);
  if (sent.status >= 300) {
    process.exitCode = 1;
    return;
  }
  write(`The portal has bound:\n${bindings.map((binding) => `  ${binding}`).join('\n')}`);
  write(
    `\nNext:\n  npm run send -- OnSessionStart --portal ${memberId}\n  npx b24bus portals show ${memberId}`,
  );
};

const send = async (name: EventName, options: Options): Promise<void> => {
  if (name === 'OnAppInstall') return sendInstall(options);
  const { url, set, count, rate } = options;
  const sender = await senderFor(name, options);
  const template = await templateOf(name);
  const answers: Promise<boolean>[] = [];
  for (let sent = 0; sent < count; sent++) {
    const answer = sender(bodyOf(template, set, count - 1 - sent)).then(async (answered) => {
      await show(answered, url, count === 1);
      return answered.status < 300;
    });
    answers.push(answer);
    if (rate > 0) await sleep(1000 / rate);
    else await answer;
  }
  const accepted = (await Promise.all(answers)).filter(Boolean).length;
  if (count > 1) write(`${accepted} of ${count} accepted`);
  if (accepted < count) process.exitCode = 1;
};

const show = async ({ status, text, id }: SentAnswer, url: string, alone: boolean): Promise<void> => {
  write(`${status} ${text}`);
  const seen = alone && id !== undefined ? await findOnBus(url, id) : undefined;
  if (seen !== undefined) write(`On the bus:\n${JSON.stringify(seen, null, 2)}`);
};
const program = new Command('npm run send --')
  .description('Posts an event as a Bitrix24 portal does: PHP-encoded, from the demo portal.')
  .argument('[event]', 'the event, such as OnSessionStart')
  .option('--url <url>', 'where the API is', `http://127.0.0.1:${process.env['PORT'] ?? 3000}`)
  .option('--set <path=value>', 'change a value of the body; may be repeated', change, [])
  .option('--count <n>', 'how many events', positive, 1)
  .option('--rate <n>', 'events per second; 0 sends the next when the last is answered', positive, 0)
  .option('--portal <member_id>', 'an installed portal that sends it; without one, the demo portal')
  .option('--page', 'with OnAppInstall: through the install page that a browser shows')
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
