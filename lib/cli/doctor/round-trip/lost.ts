import type { Destination } from '../../../publish/destination.ts';
import { type Facts, type Finding, known } from '../check.ts';
import { queueDepth } from '../queue-depth.ts';

/** How many events the queues of this deployment hold; undefined where they do not tell. */
type Stored = { readonly undelivered: number | undefined; readonly quarantined: number | undefined };

export const storedNow = async (facts: Facts): Promise<Stored> => {
  const { UNDELIVERED_QUEUE_URL, QUARANTINE_QUEUE_URL } = known(facts, 'config');
  const depthOf = (url: string) => queueDepth('queue', url, '').catch(() => undefined);
  const [undelivered, quarantined] = await Promise.all([
    depthOf(UNDELIVERED_QUEUE_URL),
    depthOf(QUARANTINE_QUEUE_URL),
  ]);
  return { undelivered, quarantined };
};

/** What people call the destinations. */
export const places = { eventbridge: 'the bus', sns: 'the topic' } as const satisfies Record<
  Destination['name'],
  string
>;

const placesOf = (names: readonly Destination['name'][]): string =>
  names.map((name) => places[name]).join(' and ');

const grew = (before: number | undefined, after: number | undefined): boolean =>
  before !== undefined && after !== undefined && after > before;

const see = (look: string, { options }: Facts['target']): string => `See why: npx b24bus ${look}${options}`;

/**
 * How far an event that did not arrive has come, as far as that can be known.
 *
 * @param missing the destinations that did not show it.
 * @param arrived those that did.
 */
export const lostFinding = async (
  facts: Facts,
  before: Stored,
  missing: readonly Destination['name'][],
  arrived: readonly Destination['name'][],
): Promise<Finding> => {
  const after = await storedNow(facts);
  const where = placesOf(missing);
  const log = facts.target.logOf('OnAppTest');
  const fail = (seen: string, cure: string): Finding => ({ status: 'fail', seen, cure });
  if (grew(before.undelivered, after.undelivered)) {
    return fail(
      `The test event reached this deployment, ${where} did not accept it, and it lies in the undelivered queue.`,
      see('undelivered list', facts.target),
    );
  }
  if (grew(before.quarantined, after.quarantined)) {
    return fail(
      'The test event reached this deployment, and lies in the quarantine queue: it is not of the shape that b24bus knows.',
      see('quarantine list', facts.target),
    );
  }
  const seconds = Math.round(facts.patience / 1000);
  if (arrived.length > 0) {
    return fail(
      `The test event reached ${placesOf(arrived)}, but a subscriber of ${where} did not get it within ${seconds} s.`,
      `Look for errors of OnAppTest in ${log}, and at the policies of ${where}.`,
    );
  }
  return fail(
    `The portal took event.test, and its event reached neither ${where} within ${seconds} s nor a queue of this deployment.`,
    `Look in ${log}. No request of OnAppTest there: the portal has not posted it; its queue may be slow (--timeout 120), or its network cannot reach the handler URL. Refused with 403: reinstall the application, its token is another one. Published: the rules of the bus take a while to see a new one, try again.`,
  );
};
