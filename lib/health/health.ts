import type { Portal, PortalHealth, PortalProblem } from '../portals/portal.ts';

/** How a portal is doing. */
type HealthStatus = PortalHealth['status'] | 'uninstalled';

/** How a portal is doing, as of its last check; before the first, as of its installation. */
export const healthOf = ({ status, health, problems }: Portal): HealthStatus => {
  if (status === 'uninstalled') return 'uninstalled';
  return health?.status ?? (problems.some(isHarmful) ? 'unhealthy' : 'healthy');
};

/** What a check has found. */
type Finding = {
  readonly problems: readonly PortalProblem[];
  /** Codes of problems that may pass by themselves. */
  readonly temporary: ReadonlySet<string>;
  /** Unix milliseconds. */
  readonly started: number;
  readonly finished: number;
};

/**
 * The health after a check. A portal is presumed healthy before its first one. Temporary faults prove nothing alone,
 * neither that it has become unhealthy nor that it has recovered; two checks in a row of them do.
 */
export const nextHealth = (
  previous: PortalHealth | undefined,
  { problems, temporary, started, finished }: Finding,
): PortalHealth => {
  const before = previous?.status ?? 'healthy';
  const harmful = problems.filter(isHarmful);
  const isUnclear = harmful.length > 0 && harmful.every(({ code }) => temporary.has(code));
  // A check at the same time is not the one before.
  const persists = previous?.failingSince !== undefined && previous.failingSince < started;
  const found = harmful.length === 0 ? 'healthy' : 'unhealthy';
  const status = isUnclear && !persists ? before : found;
  const hasChanged = status !== before;
  return {
    status,
    changedAt: hasChanged ? finished : (previous?.changedAt ?? finished),
    announced: hasChanged ? false : (previous?.announced ?? true),
    ...(isUnclear && { failingSince: previous?.failingSince ?? finished }),
  };
};

/** Problems that keep no event of those that the portal has from arriving here. */
const harmless = new Set([
  // Older self-hosted portals lack some events. A scope that is missing, the other cause, is a problem of its own.
  'ERROR_EVENT_NOT_FOUND',
  'SUPERFLUOUS_HANDLER',
]);

const isHarmful = ({ code }: PortalProblem): boolean => !harmless.has(code);
