import type { Secret } from '../secret.ts';

/** What stands between a portal and its events, by name, with what to do about it. Holds no secret. */
export type PortalProblem = {
  /** What was checked: `oauth`, `installed`, `scope`, `bindings`, ... */
  readonly check: string;
  /** The portal's own error code, or ours. */
  readonly code: string;
  readonly message: string;
  readonly cure: string;
  /** The event that is concerned, if it is one alone. */
  readonly event?: string;
};

/** What the scheduled check makes of a portal. Times in Unix milliseconds. */
export type PortalHealth = {
  readonly status: 'healthy' | 'unhealthy';
  readonly changedAt: number;
  /** Whether the event about the last change is on its way. */
  readonly announced: boolean;
  /** Since when nothing but temporary faults has kept it from being healthy. */
  readonly failingSince?: number;
};

/** A portal that has installed the application. All times in Unix milliseconds. */
export type Portal = {
  readonly memberId: string;
  readonly status: 'installed' | 'uninstalled';
  /** For people; portals change it. */
  readonly domain?: string;
  /** As the OAuth server named it, checked; never what a body said. */
  readonly clientEndpoint: string;
  /** The allow-listed OAuth endpoint that proved this portal. */
  readonly oauthEndpoint: string;
  /** SHA-256 of the application token; absent until the portal has told it. */
  readonly tokenDigest?: Buffer;
  /** Accepted until `previousExpires`, after a proven change. */
  readonly previousDigest?: Buffer;
  readonly previousExpires?: number;
  /** The OAuth token pair, encrypted (`TokenSeal`). */
  readonly sealedTokens: Buffer;
  /** Whose tokens these are: a system user's outlive the employee who installed. */
  readonly tokenOwner: 'user' | 'system-user';
  readonly userId?: number;
  readonly accessExpires: number;
  readonly refreshExpires: number;
  readonly scopes: readonly string[];
  /** The application's licence: F free, D demo, T trial, P paid, L local, S subscription. */
  readonly licence?: string;
  readonly installedBy?: number;
  /** This deployment's URL, to which events are bound. */
  readonly baseUrl: string;
  /** URLs of earlier deployments, to unbind from. */
  readonly earlierBaseUrls: readonly string[];
  /** Names of the catalogue. */
  readonly boundEvents: readonly string[];
  /** Empty if all is well. */
  readonly problems: readonly PortalProblem[];
  /** Since when its queue of offline events is drained; absent where it is not. */
  readonly offlineSince?: number;
  /** Absent until the first check. */
  readonly health?: PortalHealth;
  /** When OAuth last confirmed who this is; a newer proof is never overwritten by an older one. */
  readonly provenAt: number;
  readonly installedAt: number;
  readonly updatedAt: number;
  readonly checkedAt?: number;
  readonly uninstalledAt?: number;
  /** When an uninstalled portal is forgotten. */
  readonly expiresAt?: number;
  /** Counts the writes, for conditional ones; 0 for a portal that is not stored yet. */
  readonly revision: number;
};

/** OAuth tokens of a portal. */
export type TokenPair = { readonly accessToken: Secret; readonly refreshToken: Secret };

/** Encrypts token pairs for the table, bound to their portal. */
export interface TokenSeal {
  seal(memberId: string, tokens: TokenPair): Promise<Buffer>;
  /** @throws Error if the key is not to be had, or the ciphertext belongs to another portal or was changed. */
  open(memberId: string, sealed: Buffer): Promise<TokenPair>;
}

/** Somebody else has written this portal since it was read. */
export class PortalChanged extends Error {
  override readonly name = 'PortalChanged';
}

/** All portals; each is written whole, so none is ever half changed. */
export interface PortalsTable {
  get(memberId: string): Promise<Portal | undefined>;
  /** @throws PortalChanged unless the stored revision is this one's; what is stored has the next one. */
  put(portal: Portal): Promise<void>;
  /** @throws PortalChanged unless the stored revision is this one's. */
  remove(portal: Portal): Promise<void>;
  list(): AsyncIterable<Portal>;
}

const ATTEMPTS = 8;

/**
 * Reads, changes and writes a portal; again from the start where somebody else was quicker.
 *
 * @param change answers the portal as it shall be; undefined for no change.
 * @returns the portal as it is stored afterwards.
 */
export const changePortal = async (
  table: PortalsTable,
  memberId: string,
  change: (current: Portal | undefined) => Portal | undefined,
): Promise<Portal | undefined> => {
  for (let attempt = 1; ; attempt++) {
    const current = await table.get(memberId);
    const changed = change(current);
    if (changed === undefined) return current;
    const next = { ...changed, revision: current?.revision ?? 0 };
    try {
      await table.put(next);
      return { ...next, revision: next.revision + 1 };
    } catch (fault) {
      if (!(fault instanceof PortalChanged) || attempt === ATTEMPTS) throw fault;
    }
  }
};
