import { bodyOf, type Event, type Target } from './event-body.ts';
import type { Binding, Portal } from './portal.ts';
import { postForm } from './post.ts';
import type { Site } from './site.ts';

/** What became of one post: the answer, or why there is none. */
export type Delivery = {
  readonly event: string;
  readonly handler: string;
  readonly handlerId?: number;
  readonly status?: number;
  readonly answer?: string;
  readonly fault?: string;
};

const KEPT_DELIVERIES = 1000;

/** Application events reach an application that is not INSTALLED yet. */
const isApplicationEvent = (event: string): boolean => event.startsWith('ONAPP') && event !== 'ONAPPTEST';

/** The online bindings of an event that the portal posts to now. */
export const targetsOf = (portal: Portal, event: string): readonly Binding[] =>
  portal.installed || isApplicationEvent(event)
    ? portal.bindings.filter((bound) => bound.offline === 0 && bound.event === event)
    : [];

/** Queues an event for its bindings; what becomes of it is in the portal's deliveries. */
export const queueEvent = (site: Site, portal: Portal, event: string, data: unknown): void => {
  void deliver(site, portal, { event, data }, targetsOf(portal, event));
};

/** Posts an event to each target, once, without a retry. Never throws: portals only log failures. */
export const deliver = async (
  site: Site,
  portal: Portal,
  event: Event,
  targets: readonly Target[],
): Promise<Delivery[]> => {
  if (portal.silent) return [];
  const fault = targets.length === 0 ? undefined : site.faults.take('delivery');
  if (fault?.code === 'lost') return [];
  const all = fault?.code === 'twice' ? [...targets, ...targets] : targets;
  return await Promise.all(all.map((target) => deliverOnce(site, portal, event, target)));
};

const deliverOnce = async (site: Site, portal: Portal, event: Event, target: Target): Promise<Delivery> => {
  const body = bodyOf(site, portal, event, target);
  const sent = {
    event: event.event,
    handler: target.handler,
    ...(target.id !== undefined && { handlerId: target.id }),
  };
  const post = {
    url: new URL(target.handler),
    body,
    userAgent: 'Bitrix24 Webhook Engine',
    signal: site.stopped.signal,
  };
  const outcome = await postForm(post).then(
    ({ status, text }) => ({ status, answer: text }),
    (fault: unknown) => ({ fault: fault instanceof Error ? fault.message || String(fault) : String(fault) }),
  );
  return record(portal, { ...sent, ...outcome });
};

/** Keeps a delivery in the portal's log, which holds the latest 1,000. */
export const record = (portal: Portal, delivery: Delivery): Delivery => {
  portal.deliveries = [...portal.deliveries, delivery].slice(-KEPT_DELIVERIES);
  return delivery;
};
