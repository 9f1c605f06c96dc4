import type { Side } from './copy.ts';
import { identify, type SidedCopy } from './pairing.ts';

/** Somebody who is about to deliver a copy. */
type Seen = SidedCopy & {
  readonly kind: 'seen';
  /** Unix seconds. */
  readonly at: number;
  /** Who, so that a call which was made twice does not wait for itself. */
  readonly by: string;
};

/** An event that is on its way: published, or in the undelivered queue. */
type Delivered = { readonly kind: 'delivered'; readonly id: string };

/** A line of the journal that is kept for each content, in the order in which things happened. */
export type Entry = Seen | Delivered;

/** Seconds after which somebody who was about to deliver, and has not told that he did, may be dead. */
const LEASE_SECONDS = 30;

export const written = (entry: Entry): string =>
  entry.kind === 'delivered'
    ? `delivered ${entry.id}`
    : [entry.side, entry.own, entry.sent, entry.at, entry.by].join(' ');

/** Lines that no version of b24bus writes are left out. */
export const entriesOf = (lines: readonly string[]): readonly Entry[] =>
  lines.flatMap((line): Entry[] => {
    const [first = '', id = '', sent, at, by = ''] = line.split(' ');
    if (first === 'delivered') return [{ kind: 'delivered', id }];
    if (!isSide(first)) return [];
    return [{ kind: 'seen', side: first, own: id, sent: Number(sent), at: Number(at), by }];
  });

const isSide = (text: string): text is Side => text === 'online' || text === 'offline';

/** How it stands with the event of a copy. */
export type Standing = {
  /** The id under which it is published. */
  readonly id: string;
  /** `taken`: somebody else is about to deliver it. */
  readonly state: 'open' | 'taken' | 'delivered';
};

/**
 * How it stands with the event of a copy that is in the journal.
 *
 * @param window seconds by which the times of its two copies may differ.
 * @param now Unix seconds.
 */
export const standingOf = (
  entries: readonly Entry[],
  { side, own, by }: Pick<Seen, 'side' | 'own' | 'by'>,
  { window, now }: { readonly window: number; readonly now: number },
): Standing => {
  const seen = entries.filter((entry) => entry.kind === 'seen');
  const ids = identify(seen, window);
  const id = ids[side].get(own) ?? own;
  if (entries.some((entry) => entry.kind === 'delivered' && entry.id === id))
    return { id, state: 'delivered' };
  const mine = seen.findIndex((entry) => entry.side === side && entry.own === own && entry.by === by);
  const isTaken = seen.some(
    (entry, at) =>
      at < mine && entry.by !== by && ids[entry.side].get(entry.own) === id && now - entry.at < LEASE_SECONDS,
  );
  return { id, state: isTaken ? 'taken' : 'open' };
};
