import type { Copy, Side } from './copy.ts';

/** A copy of some content, on its side. */
export type SidedCopy = Pick<Copy, 'own' | 'sent'> & { readonly side: Side };

/** A copy that was given an id. */
type Known = Pick<Copy, 'own' | 'sent'> & { readonly id: string };

/**
 * Gives every copy of the same content the id of its event, in the order in which the copies came.
 *
 * An event has at most one copy on each side, whose times differ by at most `window` seconds. There are as few events
 * as that allows: a copy that can be paired takes the id of an event that its side has not brought yet, the nearest
 * in time; any other is an event of its own. An id, once given, never changes.
 *
 * @returns the ids by `own` id, on each side.
 */
export const identify = (
  copies: readonly SidedCopy[],
  window: number,
): Readonly<Record<Side, ReadonlyMap<string, string>>> => {
  const known: Record<Side, Map<string, Known>> = { online: new Map(), offline: new Map() };
  let pairs = 0;
  for (const { side, own, sent } of copies) {
    const [mine, others] = [known[side], known[side === 'online' ? 'offline' : 'online']];
    if (mine.has(own)) continue;
    mine.set(own, { own, sent, id: own });
    const paired = mostPairs(timesOf(mine), timesOf(others), window);
    const joined = paired > pairs ? idToJoin(sent, mine, others) : undefined;
    const id = joined ?? freeId({ own, sent }, mine, others);
    mine.set(own, { own, sent, id });
    pairs = paired;
  }
  return { online: idsOf(known.online), offline: idsOf(known.offline) };
};

const idsOf = (copies: ReadonlyMap<string, Known>): ReadonlyMap<string, string> =>
  new Map([...copies.values()].map(({ own, id }) => [own, id]));

const timesOf = (copies: ReadonlyMap<string, Known>): number[] =>
  [...copies.values()].map(({ sent }) => sent).toSorted((one, other) => one - other);

/** How many pairs there can be at the same time. On a line, pairing from its beginning makes the most. */
const mostPairs = (ones: readonly number[], others: readonly number[], window: number): number => {
  let pairs = 0;
  for (let at = 0, other = 0; at < ones.length && other < others.length; ) {
    const distance = (ones[at] ?? 0) - (others[other] ?? 0);
    if (Math.abs(distance) <= window) pairs += 1;
    if (distance <= window) at += 1;
    if (distance >= -window) other += 1;
  }
  return pairs;
};

const nearest = (sent: number, copies: readonly Known[]): Known | undefined =>
  copies.toSorted((one, other) => Math.abs(one.sent - sent) - Math.abs(other.sent - sent))[0];

/** The id of an event that only the other side has brought so far. There is one whenever the pairs grow by one. */
const idToJoin = (
  sent: number,
  mine: ReadonlyMap<string, Known>,
  others: ReadonlyMap<string, Known>,
): string | undefined => {
  const earlier = [...mine.values()].slice(0, -1);
  const joined = new Set(earlier.map(({ id }) => id));
  const open = [...others.values()].filter(({ id }) => !joined.has(id));
  return nearest(sent, open)?.id;
};

/** The copy's own id, or where an event has that already, the nearest own id of a copy that joined another event. */
const freeId = (
  { own, sent }: Pick<Copy, 'own' | 'sent'>,
  mine: ReadonlyMap<string, Known>,
  others: ReadonlyMap<string, Known>,
): string => {
  const all = [...[...mine.values()].slice(0, -1), ...others.values()];
  const used = new Set(all.map(({ id }) => id));
  if (!used.has(own)) return own;
  return (
    nearest(
      sent,
      all.filter((copy) => !used.has(copy.own)),
    )?.own ?? own
  );
};
