import { type CloudEvent, dataSchemaOf, serialise } from '../events/cloud-event.ts';
import { digest128 } from '../events/identity.ts';
import type { Normalised } from '../events/normalise.ts';
import { type Contract, sourceOf, versionOf } from '../schemas/contract.ts';
import type { Publication } from './destination.ts';

/** Whether the earlier versions of an event are published beside the newest, for consumers that have not moved yet. */
export type Versions = 'newest' | 'all';

/** What an event is published as: itself, and before it, where wanted, its earlier versions. */
export const publicationsOf =
  (contract: Contract, versions: Versions) =>
  ({ event, json, earlier = [] }: Normalised): Publication[] => {
    const wanted = versions === 'all' ? earlier : [];
    const older = wanted.map((each) => inVersion({ ...event, ...each, dataschema: dataSchemaOf(each.type) }));
    const newest = versionOf(contract.type) === 1 ? { event, json } : inVersion(event);
    return [...older, newest].map((each) => ({ ...each, name: contract.name, source: sourceOf(contract) }));
  };

/**
 * Versions of an event are on the bus side by side, so each has an id of its own, or whoever deduplicates by it would
 * drop one of them. The first version has the plain one.
 */
const inVersion = (event: CloudEvent): Normalised => {
  const version = versionOf(event.type);
  const versioned = { ...event, id: version === 1 ? event.id : digest128(`${event.id}.v${version}`) };
  return { event: versioned, json: serialise(versioned) };
};
