import type { EventDefinition } from '../catalogue/definition.ts';
import type { CloudEvent } from '../events/cloud-event.ts';
import type { WireItem } from '../events/items.ts';
import { WireReader } from '../events/wire-reader.ts';
import type { Decoded } from '../form/decoded.ts';
import type { Envelope } from '../form/envelope.ts';
import type { Mapping } from './protocol.ts';

/** Where the fields of an event came from, and what of its item has become none. */
type Traced = { readonly mapping: readonly Mapping[]; readonly unmapped: readonly string[] };

/**
 * Traces an item's fields by reading it again.
 *
 * @param event that it has become, if it has: only fields that are in it are traced.
 */
export const traced = (
  definition: EventDefinition,
  envelope: Envelope,
  item: WireItem,
  event: CloudEvent | undefined,
): Traced => {
  const wire = new WireReader(item);
  definition.read(wire, envelope);
  const fields = [...wire.sources].map(([field, path]) => ({ field: `data.${field}`, wire: path }));
  const mapping = [...ofEnvelope, ...fields, ...ofLicence(definition, wire, envelope)];
  return {
    mapping: event === undefined ? mapping : mapping.filter(({ field }) => has(event, field)),
    unmapped: unmappedOf(wire, item),
  };
};

const ofEnvelope: readonly Mapping[] = [
  { field: 'time', wire: 'ts' },
  { field: 'source', wire: 'auth.member_id' },
  { field: 'portaldomain', wire: 'auth.domain' },
];

/** Of the form of the install page, which is no event. */
export const ofInstallPage: readonly Mapping[] = [
  { field: 'source', wire: 'member_id' },
  { field: 'data.app.status', wire: 'status' },
];

/** The application's own events take the licence from `auth` where `data` does not say it. */
const ofLicence = ({ family }: EventDefinition, wire: WireReader, { status }: Envelope): Mapping[] =>
  family === 'app' && status !== undefined && !wire.sources.has('app.status')
    ? [{ field: 'data.app.status', wire: 'auth.status' }]
    : [];

const has = (event: object, field: string): boolean => {
  let value: unknown = event;
  for (const key of field.split('.')) {
    if (typeof value !== 'object' || value === null) return false;
    value = (value as Record<string, unknown>)[key];
  }
  return value !== undefined;
};

/** The leaves of what nobody took, with their places on the wire: in the item, or beside it. */
const unmappedOf = (wire: WireReader, { value, path, beside }: WireItem): string[] => {
  if (typeof value === 'string') return Object.keys(wire.unmapped()).length === 0 ? [] : [path];
  const taken = new Set(wire.sources.values());
  return Object.entries(wire.unmapped()).flatMap(([key, rest]) => {
    const inItem = Object.hasOwn(value, key) && !taken.has(`${path}.${key}`);
    if (inItem) return leavesOf(rest, `${path}.${key}`);
    return leavesOf(rest, Object.hasOwn(beside, key) ? `data.${key}` : key);
  });
};

const leavesOf = (value: Decoded, path: string): string[] =>
  typeof value === 'string'
    ? [path]
    : Object.entries(value).flatMap(([key, child]) => leavesOf(child, `${path}.${key}`));
