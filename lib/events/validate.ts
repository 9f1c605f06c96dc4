import * as v from 'valibot';
import type { EventDefinition, PublishedData } from '../catalogue/definition.ts';
import type { Envelope } from '../form/envelope.ts';
import type { WireItem } from './items.ts';
import { WireReader } from './wire-reader.ts';

/** Why something cannot be validated: where on the wire, and what was expected there. Never quotes a value. */
export type Invalidity = { readonly path: string; readonly message: string };

/**
 * Takes one wire item apart and checks what was taken against the event's schema.
 *
 * @returns `data` as it is published, with what no field took in `unmapped`, or everything that is wrong with it.
 */
export const validate = (
  definition: EventDefinition,
  envelope: Envelope,
  item: WireItem,
): { data: PublishedData } | { errors: Invalidity[] } => {
  const wire = new WireReader(item);
  definition.read(wire, envelope);
  const result = v.safeParse(definition.schema, wire.draft);
  if (!result.success) return { errors: result.issues.map((issue) => invalidityOf(issue, wire, item)) };
  const unmapped = wire.unmapped();
  return { data: Object.keys(unmapped).length === 0 ? result.output : { ...result.output, unmapped } };
};

/** Says in wire terms what the schema says in ours. An issue carries its input, which may not be shown. */
const invalidityOf = (issue: v.BaseIssue<unknown>, wire: WireReader, item: WireItem): Invalidity => {
  const field = v.getDotPath(issue) ?? '';
  const source = wire.sources.get(field);
  if (source !== undefined) return { path: source, message: `${issue.message} (${field})` };
  const missing = [...wire.candidates].find(([name]) => name === field || name.startsWith(`${field}.`));
  if (missing === undefined) return { path: item.path, message: `${field} ${issue.message}` };
  const [name, paths] = missing;
  return { path: paths[0] ?? item.path, message: `${name} is missing; looked in ${paths.join(', ')}` };
};
