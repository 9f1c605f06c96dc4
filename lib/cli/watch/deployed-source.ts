import { randomUUID } from 'node:crypto';
import { catalogue, eventNames } from '../../catalogue/index.ts';
import { portalOf, routingIdsOf } from '../../events/cloud-event.ts';
import type { Decoded } from '../../form/decoded.ts';
import { Journal } from '../../inspector/journal.ts';
import type { Details, Queues, Row } from '../../inspector/protocol.ts';
import type { InspectorSource } from '../../inspector/source.ts';
import { PortalsFault } from '../../portals/fault.ts';
import { Failure } from '../failure.ts';
import type { Target } from '../target/target.ts';
import { type Delivery, deliveryOf } from './delivery.ts';
import { portalsOf, storedIn } from './stored.ts';

/** What the page shows of a deployment that is watched from outside. */
type DeployedSource = {
  readonly source: InspectorSource;
  /** Makes a row of a message; whether it was an event of b24bus. */
  take(message: string): boolean;
};

export const deployedSource = (target: Target, interrupted: AbortSignal): DeployedSource => {
  const journal = new Journal();
  /** Goes with the row. */
  const sent = new WeakMap<Row, Details['sent']>();
  let looking: Promise<Queues> | undefined;
  return {
    source: {
      about: {
        run: randomUUID(),
        mode: 'stack',
        name: target.name,
        options: target.options,
        events: eventNames.map((name) => ({
          name,
          type: catalogue[name].type,
          route: catalogue[name].route,
        })),
      },
      journal,
      details: async (seq) => {
        const row = journal.find(seq);
        return row && detailsOf(row, sent.get(row) ?? {});
      },
      queues: () => {
        // What one look has in its hands, another one at the same time would not see.
        looking ??= storedIn(target, interrupted)
          .catch(tellCure)
          .finally(() => {
            looking = undefined;
          });
        return looking;
      },
      portals: () => portalsOf(target).catch(tellCure),
    },
    take: (message) => {
      const delivery = deliveryOf(message);
      if (delivery === undefined) return false;
      sent.set(journal.add(rowOf(delivery)), delivery.sent);
      return true;
    },
  };
};

/** The page shows the message alone. */
const tellCure = (fault: unknown): never => {
  if (fault instanceof PortalsFault || fault instanceof Failure) {
    throw new Error(`${fault.message} → ${fault.cure}`, { cause: fault });
  }
  throw fault;
};

const rowOf = ({ name, event }: Delivery): Omit<Row, 'seq'> => ({
  at: event.receivedtime,
  event: name,
  outcome: 'published',
  portal: portalOf(event),
  ...routingIdsOf(event.data),
  published: event,
});

const detailsOf = (row: Row, sent: Details['sent']): Details => ({
  row,
  mapping: [],
  unmapped: leavesOf(row.published?.data.unmapped ?? {}),
  errors: [],
  sent,
  log: [],
});

/** The paths of a body's values. */
const leavesOf = (value: Decoded, path: readonly string[] = []): readonly string[] =>
  typeof value === 'string'
    ? [path.join('.')]
    : Object.entries(value).flatMap(([key, inside]) => leavesOf(inside, [...path, key]));
