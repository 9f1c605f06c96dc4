import { compare, type Portals, type TokenDigest, type Verdict } from './portals.ts';

/** Reads a portal's digests, undefined where there is none. @throws PortalsUnreachable */
export type ReadDigests = (memberId: string) => Promise<readonly TokenDigest[] | undefined>;

/** Milliseconds for which a portal that proved itself is not looked up again. */
const HIT_MS = 60_000;

/** Milliseconds after which a sender that did not is: a new install or token is seen that soon. */
const MISS_MS = 5_000;

/** Portals remembered by one container; the least recently read goes first. */
const MAX_PORTALS = 1_000;

type Entry = { readonly read: number; readonly digests: readonly TokenDigest[] | undefined };

/**
 * Portals of the table, remembered by this container, so that neither a busy portal nor a flood of unknown senders
 * hammers it. While the table does not answer, a portal that it proved before stays proven.
 */
export const rememberedPortals = (readDigests: ReadDigests): Portals => {
  const entries = new Map<string, Entry>();
  const remember = (memberId: string, entry: Entry): void => {
    entries.delete(memberId);
    entries.set(memberId, entry);
    const [oldest] = entries.keys();
    if (entries.size > MAX_PORTALS && oldest !== undefined) entries.delete(oldest);
  };
  return {
    prove: async (memberId, digest, now) => {
      const entry = entries.get(memberId);
      const remembered = entry && compare(entry.digests, digest, now);
      if (remembered !== undefined && isFresh(entry, remembered, now)) return remembered;
      try {
        const digests = await readDigests(memberId);
        remember(memberId, { read: now, digests });
        return compare(digests, digest, now);
      } catch (fault) {
        if (remembered === 'proven') return remembered;
        throw fault;
      }
    },
  };
};

const isFresh = (entry: Entry | undefined, verdict: Verdict, now: number): boolean => {
  if (entry === undefined) return false;
  const age = now - entry.read;
  return age >= 0 && age < (verdict === 'proven' ? HIT_MS : MISS_MS);
};
