import type { EventDefinition } from '../catalogue/definition.ts';
import { WireReader } from '../events/wire-reader.ts';
import type { DecodedObject } from '../form/decoded.ts';
import { envelopeOf } from '../form/envelope.ts';

/** A text of a body by its dotted path. */
type Leaf = readonly [wire: string, value: string];

/** The texts of a body, in its order. */
export const leavesOf = (body: DecodedObject, within = ''): readonly Leaf[] =>
  Object.entries(body).flatMap(([key, value]): readonly Leaf[] =>
    typeof value === 'string' ? [[within + key, value]] : leavesOf(value, `${within}${key}.`),
  );

/** What the leaves of a body are for. */
type Fed = {
  /** Which field of the event a leaf feeds, by its path: `data.line.id`. */
  readonly fields: ReadonlyMap<string, string>;
  /** Leaves that say the same as one that feeds a field: their paths, and the path of that one. */
  readonly twins: ReadonlyMap<string, string>;
};

/** Of the attributes around `data`. */
const envelopeFields = [
  ['ts', 'time'],
  ['auth.member_id', 'source'],
  ['auth.domain', 'portaldomain'],
] as const;

/**
 * Which leaf of a body feeds which field of its events; also one that says that there is nothing (`user_id=0`), and
 * would feed it otherwise.
 *
 * @throws Problem `not-a-bitrix24-event` if the body is none.
 */
export const fedFields = (
  { items, read }: Pick<EventDefinition, 'items' | 'read'>,
  body: DecodedObject,
): Fed => {
  const envelope = envelopeOf(body);
  const leaves = leavesOf(envelope.body);
  const wires = items(envelope.data).map((item) => {
    const wire = new WireReader(item);
    read(wire, envelope);
    return wire;
  });
  const named = wires.flatMap((wire) => namedLeaves(wire, leaves));
  const first = named.flatMap(({ field, found: [leaf] }) => (leaf ? [[leaf[0], field] as const] : []));
  const fields = new Map([
    ...envelopeFields,
    ...first,
    ...wires.flatMap((wire) => [...sourceFields(wire, leaves), ...statusField(wire)]),
  ]);
  const twins = named.flatMap(({ found: [leaf, ...others] }) =>
    others.flatMap(([path, value]) => (leaf?.[1] === value ? [[path, leaf[0]] as const] : [])),
  );
  return { fields, twins: new Map(twins.filter(([path]) => !fields.has(path))) };
};

type FieldOfLeaf = readonly [wire: string, field: string];

/** What has fed fields; what is taken over whole has the wire's own keys inside. */
const sourceFields = ({ sources }: WireReader, leaves: readonly Leaf[]): readonly FieldOfLeaf[] =>
  [...sources].flatMap(([field, source]) =>
    leaves
      .filter(([path]) => path === source || path.startsWith(`${source}.`))
      .map(([path]): FieldOfLeaf => [path, `data.${field}${path.slice(source.length)}`]),
  );

/** The licence of an application is in `auth`. */
const statusField = (wire: WireReader): readonly FieldOfLeaf[] =>
  wire.filled('app.status') && !wire.sources.has('app.status') ? [['auth.status', 'data.app.status']] : [];

/** The leaves that each field can be fed by, that which feeds it first; keys are written in any case. */
const namedLeaves = ({ candidates, sources }: WireReader, leaves: readonly Leaf[]) =>
  [...candidates].map(([field, paths]) => {
    const inOrder = [...(sources.has(field) ? [sources.get(field)] : []), ...paths];
    const found = inOrder.flatMap((wanted) =>
      leaves.filter(([path]) => path.toLowerCase() === wanted?.toLowerCase()),
    );
    return { field: `data.${field}`, found: [...new Map(found)] };
  });
