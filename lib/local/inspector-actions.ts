import { readablePortals } from '../cli/portals/readable-portals.ts';
import type { Target } from '../cli/target/target.ts';
import { type UndeliveredView, undeliveredView } from '../cli/undelivered/undelivered-view.ts';
import { heldBodies, installedPortals, waitingEvent } from '../cli/watch/views.ts';
import type { ActionReport, InstalledPortal, Queues, Selection } from '../inspector/protocol.ts';
import type { InspectorActions } from '../inspector/source.ts';
import { lifecycleFrom } from '../lifecycle/lifecycle.ts';
import type { QuarantineRecord } from '../publish/record.ts';
import { readRecord } from '../replay/stored-record.ts';
import type { LocalCloud } from './cloud.ts';
import { playConversation } from './conversation.ts';
import type { Message } from './messaging.ts';
import { drop, redrive, replay } from './queue-actions.ts';
import { LOG_GROUP_PREFIX } from './resources.ts';
import { sendOrder } from './send-order.ts';
import { templateFor } from './template-fields.ts';
import { turns } from './turns.ts';

type Environment = Readonly<Record<string, string>>;

/**
 * What the page of a local run can have done.
 *
 * @param url of the run itself: what is sent goes the way of every event.
 * @param environment of its functions; that of this process has to say the same, for the clients of AWS.
 */
export const localActions = (url: string, environment: Environment): InspectorActions => {
  const target = targetOf(url, environment);
  // Whoever reads a queue hides its messages from the next.
  const inTurn = turns(1);
  const taking =
    (act: (selection: Selection, target: Target) => Promise<ActionReport>) => (selection: Selection) =>
      inTurn(() => act(selection, target));
  return {
    template: templateFor,
    send: (order, aborted) => sendOrder(order, url, aborted),
    play: (aborted) => playConversation(url, aborted),
    replay: taking(replay),
    drop: taking(drop),
    redrive: taking(redrive),
  };
};

const targetOf = (url: string, environment: Environment): Target => ({
  name: `the local run at ${url}`,
  environment,
  options: ` --url ${url}`,
  rebuild: 'Start the local run again: npm start',
  logOf: () => 'the output of npm start',
  logGroupPrefix: LOG_GROUP_PREFIX,
});

/** What the queues hold, oldest first; looking hides nothing from redelivery. */
export const localQueues = async (cloud: Pick<LocalCloud, 'inspect'>): Promise<Queues> => {
  const [undelivered, deadLetters, quarantine] = await Promise.all([
    cloud.inspect('undelivered'),
    cloud.inspect('undeliveredDeadLetters'),
    cloud.inspect('quarantine'),
  ]);
  const waiting = [
    ...undelivered.map((message) => viewOf(message, 'undelivered')),
    ...deadLetters.map((message) => viewOf(message, 'dead-letter')),
  ];
  return {
    undelivered: waiting
      .toSorted((one, other) => Date.parse(one.since) - Date.parse(other.since))
      .map(waitingEvent),
    quarantine: heldBodies(quarantine.flatMap(recordOf)),
  };
};

const viewOf = (
  { messageId: id, body, sentTimestamp: sentAt }: Message,
  queue: UndeliveredView['queue'],
): UndeliveredView => undeliveredView({ id, body, sentAt }, queue);

const recordOf = ({ body }: Message): readonly QuarantineRecord[] => {
  const { record } = readRecord(body);
  return record?.kind === 'quarantined' ? [record] : [];
};

/** The portals table, without what only b24bus may see. @throws PortalsFault, SettingsError */
export const localPortals = async (environment: Environment): Promise<readonly InstalledPortal[]> => {
  const { portals } = await readablePortals(lifecycleFrom(environment).table);
  return installedPortals(portals);
};
