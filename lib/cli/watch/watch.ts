import { type Config, readConfig } from '../../config.ts';
import { pageFiles } from '../../inspector/page-files.ts';
import { createInspector } from '../../inspector/server.ts';
import type { PortalsFault } from '../../portals/fault.ts';
import type { CommandContext } from '../command-context.ts';
import { exitCodes } from '../failure.ts';
import { interruption, untilInterrupted } from '../interruption.ts';
import { tapBus } from '../tap/bus-tap.ts';
import { Cleanup } from '../tap/cleanup.ts';
import type { Purpose } from '../tap/purpose.ts';
import type { Tap } from '../tap/temporary-queue.ts';
import { tapTopic } from '../tap/topic-tap.ts';
import { printable } from '../text-table.ts';
import { deployedSource } from './deployed-source.ts';
import { follow } from './follow.ts';
import { removeLeftovers } from './leftovers.ts';
import { watchName } from './names.ts';
import { pageDirectory } from './page-directory.ts';
import { servePage } from './page-server.ts';
import { permissionsFor } from './permissions.ts';
import { say } from './say.ts';
import { countStrangers, type Strangers } from './strangers.ts';

export type WatchOptions = {
  /** Of the page; 0 for a free one. */
  readonly port: number;
};

/**
 * Shows what is published in the inspector's page until it is interrupted. What it makes for that is removed whatever
 * happens.
 *
 * @throws Failure, PortalsFault, SettingsError
 */
export const watch = async ({ port }: WatchOptions, context: CommandContext): Promise<number> => {
  const config = readConfig(context.target.environment);
  context.output.progress('building the page …');
  const directory = await pageDirectory().finally(() => context.output.progress(''));
  const cleanup = new Cleanup();
  const strangers = countStrangers();
  let left: readonly string[] = [];
  await untilInterrupted(
    (interrupted) =>
      watchUntil(interrupted, { config, directory, port, cleanup, strangers }, context).finally(async () => {
        left = await removeMade(cleanup);
        strangers.tell();
      }),
    interruption('what was made for watching is removed.'),
  );
  return left.length > 0 ? exitCodes.problem : exitCodes.ok;
};

/** @returns what is left. */
const removeMade = async (cleanup: Cleanup): Promise<readonly string[]> => {
  if (cleanup.made.length === 0) return [];
  const left = await cleanup.run();
  say(left.length > 0 ? `Remove by hand: ${left.join(', ')}.` : 'What was made for it is removed.');
  return left;
};

type Watching = {
  readonly config: Config;
  /** Where the page's files are. */
  readonly directory: string;
  readonly port: number;
  readonly cleanup: Cleanup;
  readonly strangers: Strangers;
};

const watchUntil = async (
  interrupted: AbortSignal,
  { config, directory, port, cleanup, strangers }: Watching,
  { target, output }: CommandContext,
): Promise<void> => {
  const { source, take } = deployedSource(target, interrupted);
  const page = await servePage(
    createInspector(
      source,
      pageFiles(async () => directory),
    ),
    port,
  );
  try {
    const { removed, hindrances } = await removeLeftovers(config, Date.now());
    if (removed.length > 0) say(`Removed, because an earlier run was killed: ${removed.join(', ')}.`);
    for (const hindrance of hindrances) say(hindrance);
    const tap = await tapOf(config, cleanup);
    if (interrupted.aborted) return;
    const document = { url: page.url, target: target.name, made: cleanup.made };
    output.result(document, () => beginning(document));
    await follow(tap, (message) => take(message) || strangers.count(), tellFault, interrupted);
  } finally {
    await page.close();
  }
};

const tapOf = (config: Config, cleanup: Cleanup): Promise<Tap> => {
  const { DESTINATIONS, EVENT_BUS_NAME: EventBusName, TOPIC_ARN: TopicArn } = config;
  const cure = `Add to the IAM policy of whoever runs this: ${JSON.stringify(permissionsFor(config))}`;
  const purpose: Purpose = {
    name: watchName(Date.now()),
    what: 'watching',
    cures: { events: cure, sqs: cure, sns: cure },
  };
  if (!DESTINATIONS.includes('eventbridge')) return tapTopic({ TopicArn }, purpose, cleanup);
  return tapBus({ EventBusName, pattern: { source: [{ prefix: 'bitrix24.' }] } }, purpose, cleanup);
};

type Beginning = { readonly url: string; readonly target: string; readonly made: readonly string[] };

const beginning = ({ url, target, made }: Beginning): string =>
  `${printable(`Watching ${target}: ${url}`)}
Made for it, and removed when you end it with Ctrl+C: ${printable(made.join(', '))}.
The first events may take a minute to show: AWS has to learn of what is new.
`;

const tellFault = ({ message, cure }: PortalsFault): void => say(`${message}; trying on.\n→ ${cure}`);
