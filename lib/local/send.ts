import { Command, InvalidArgumentError } from 'commander';
import { catalogue, type EventName, eventNames } from '../catalogue/index.ts';
import { bitrix24Of, install } from './portal-sender.ts';
import { findOnBus, type SentAnswer } from './sender.ts';
import { type Change, changedForm, eventNamed, type Pace, senderFor, sendInPace } from './sending.ts';
import { templateOf, UnsettablePath } from './templates.ts';

type Options = Pace & {
  readonly url: string;
  readonly set: readonly Change[];
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

const sendEvent = async (name: EventName, options: Options): Promise<void> => {
  if (name === 'OnAppInstall') return sendInstall(options);
  const { url, set, count } = options;
  const { description, send } = await senderFor(name, options);
  write(description);
  const template = await templateOf(name);
  const sendOne = async (position: number): Promise<SentAnswer> => {
    const answer = await send(changedForm(template, set, count - 1 - position));
    await show(answer, url, count === 1);
    return answer;
  };
  const { accepted } = await sendInPace(sendOne, options);
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
    await sendEvent(eventNamed(event), options);
  });

// A reader that has seen enough (`| head`) is no fault.
process.stdout.on('error', () => process.exit());

try {
  await program.parseAsync();
} catch (fault) {
  const message = fault instanceof Error ? fault.message : String(fault);
  process.stderr.write(`${fault instanceof UnsettablePath ? '--set ' : ''}${message}\n`);
  process.exitCode = 1;
}
