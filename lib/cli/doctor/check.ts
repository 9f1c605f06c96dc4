import type { Config } from '../../config.ts';
import type { Lifecycle } from '../../lifecycle/lifecycle.ts';
import type { PortalSession } from '../../lifecycle/session.ts';
import type { Portal } from '../../portals/portal.ts';
import type { Inspection } from '../../subscriptions/inspect.ts';
import type { Target } from '../target/target.ts';

/** What a check has found. */
export type Finding = {
  /** `warn`: it works, but somebody should look. `skipped`: what it needs does not work. */
  readonly status: 'ok' | 'warn' | 'fail' | 'skipped';
  readonly seen: string;
  /** What to do about it; always there where it failed. */
  readonly cure?: string;
};

/** What a checkup is about, and what its checks have learnt for those after them. */
export type Facts = {
  readonly target: Target;
  /** The portal that was asked for; the only installed one where none was. */
  readonly memberId: string | undefined;
  /** Milliseconds to wait for the event of the round trip. */
  readonly patience: number;
  readonly config?: Config;
  readonly lifecycle?: Lifecycle;
  readonly portal?: Portal;
  readonly session?: PortalSession;
  readonly inspection?: Inspection;
  readonly isAdmin?: boolean;
};

/** One link of the chain from the portal to the bus. */
export type Check = {
  readonly name: string;
  /** Checks without whose success this one says nothing. */
  readonly needs: readonly string[];
  /** Whether this deployment has it at all. */
  readonly applies?: (facts: Facts) => boolean;
  /** @throws an error with its cure where the check fails. */
  readonly run: (facts: Facts) => Promise<Finding & { readonly learnt?: Partial<Facts> }>;
};

/** A fact that a check needs, which one before it has learnt. */
export const known = <Name extends keyof Facts>(facts: Facts, name: Name): NonNullable<Facts[Name]> => {
  const fact = facts[name];
  if (fact === undefined) throw new Error(`a check ran before the one that learns ${name}`);
  return fact;
};
