import { reach } from '../../lib/local/sender.ts';
import type { Environment, Example } from './example.ts';

const examples: Readonly<Record<string, () => Promise<Example>>> = {
  conversations: () => import('../conversations/local.ts'),
  'chat-order': () => import('../chat-order/local.ts'),
  'delivery-bot': () => import('../delivery-bot/local.ts'),
};

const url = `http://127.0.0.1:${process.env['PORT'] ?? 3000}`;

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

try {
  const name = process.argv[2] ?? '';
  const example = Object.hasOwn(examples, name) ? examples[name] : undefined;
  if (example === undefined)
    throw new Error(`Say which: npm run example -- ${Object.keys(examples).join('|')}`);
  const response = await reach(new URL('/_local/environment', url));
  const { start } = await example();
  const running = await start((await response.json()) as Environment, { say });
  say(`${name} takes the events of ${url} from ${running.queueUrl}; Ctrl+C ends it`);
  const stop = (): void => {
    running.stop().then(() => process.exit(0));
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
} catch (fault) {
  process.stderr.write(`${fault instanceof Error ? fault.message : String(fault)}\n`);
  process.exitCode = 1;
}
