import type { PortalsFault } from '../../portals/fault.ts';
import { awsFault } from '../aws-fault.ts';

type Service = 'events' | 'sqs' | 'sns';

/** What something is made for a while for. */
export type Purpose = {
  /** What the names of all of it begin with; tells who made it, and differs each time. */
  readonly name: string;
  /** As in `a temporary queue for the round trip`. */
  readonly what: string;
  /** What to do where AWS does not allow it. */
  readonly cures: Readonly<Record<Service, string>>;
};

/**
 * Something temporary that cannot be made or used, with its cure.
 *
 * @param thing `rule`, `queue`.
 * @param action of IAM, such as `events:PutRule`.
 */
export const temporaryFault = (
  thing: string,
  action: `${Service}:${string}`,
  { what, cures }: Purpose,
  fault: unknown,
): PortalsFault => {
  const allow = cures[action.split(':', 1)[0] as Service];
  const gone = 'Somebody has removed it meanwhile. Run this again.';
  return awsFault(`A temporary ${thing} for ${what} cannot be had (${action})`, fault, {
    QueueDoesNotExist: gone,
    'AWS.SimpleQueueService.NonExistentQueue': gone,
    AccessDenied: allow,
    AccessDeniedException: allow,
    AuthorizationErrorException: allow,
  });
};
