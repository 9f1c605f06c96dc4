import * as v from 'valibot';
import { sourceOf } from '../catalogue/definition.ts';
import { cloudEvent, serialise } from '../events/cloud-event.ts';
import { canonicalJson, digest128 } from '../events/identity.ts';
import type { Portal, PortalHealth } from '../portals/portal.ts';
import type { Publication } from '../publish/destination.ts';

const NAME = 'AppHealthChanged';

const status = v.picklist(['healthy', 'unhealthy']);

/** `data` of the event. */
const healthChange = v.strictObject({
  health: v.strictObject({
    status,
    previous: status,
    /** RFC 3339: since when it is so, as far as is known; earlier than `time` after temporary faults. */
    since: v.pipe(v.string(), v.isoTimestamp()),
    problems: v.array(
      v.strictObject({
        check: v.string(),
        code: v.string(),
        message: v.string(),
        cure: v.string(),
        event: v.exactOptional(v.string()),
      }),
    ),
  }),
});

// No event of Bitrix24's, so no row of the catalogue: it has neither a route nor a wire shape to read.
const definition = { family: 'app', type: 'com.bitrix24.app.health.changed.v1' } as const;

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
  const data = v.parse(healthChange, {
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
  const id = digest128(canonicalJson([memberId, NAME, String(sent), data]));
  const event = cloudEvent(definition, { id, memberId, domain, sent, received: published, data });
  return { name: NAME, source: sourceOf(definition), event, json: serialise(event) };
};
