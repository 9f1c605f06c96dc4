import * as v from 'valibot';
import { cloudEvent, serialise } from '../events/cloud-event.ts';
import { canonicalJson, digest128 } from '../events/identity.ts';
import type { Portal, PortalHealth } from '../portals/portal.ts';
import type { Publication } from '../publish/destination.ts';
import { sourceOf } from '../schemas/contract.ts';
import { AppHealthChanged } from '../schemas/health.ts';

// No event of Bitrix24's, so no row of the catalogue: it has neither a route nor a wire shape to read.

/**
 * The event that tells consumers that a portal's health has changed. The same change has the same id, whoever
 * publishes it and however often.
 *
 * @param published Unix milliseconds.
 */
export const healthEvent = (
  { memberId, domain, problems }: Portal,
  health: PortalHealth,
  published: number,
): Publication => {
  const { changedAt, failingSince = changedAt, status: current } = health;
  const data = v.parse(AppHealthChanged.schema, {
    health: {
      status: current,
      previous: current === 'healthy' ? 'unhealthy' : 'healthy',
      since: new Date(Math.min(changedAt, failingSince)).toISOString(),
      problems: problems.map(({ check, code, message, cure, event }) => ({
        ...{ check, code, message, cure },
        ...(event !== undefined && { event }),
      })),
    },
  });
  const sent = Math.floor(changedAt / 1000);
  const id = digest128(canonicalJson([memberId, AppHealthChanged.name, String(sent), data]));
  const event = cloudEvent(AppHealthChanged, { id, memberId, domain, sent, received: published, data });
  return { name: AppHealthChanged.name, source: sourceOf(AppHealthChanged), event, json: serialise(event) };
};
