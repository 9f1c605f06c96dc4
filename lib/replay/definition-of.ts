import type { EventDefinition } from '../catalogue/definition.ts';
import { catalogue } from '../catalogue/index.ts';

/** The row of an event, by the catalogue's name or by Bitrix24's on the wire; undefined where there is none. */
export type DefinitionOf = (name: string) => EventDefinition | undefined;

/** Looks in the whole catalogue: a record may be of any event. */
export const definitionOf: DefinitionOf = (name) => {
  const onWire = name.toUpperCase();
  const rows: readonly EventDefinition[] = Object.values(catalogue);
  return rows.find((row) => row.name.toUpperCase() === onWire || row.aliases?.includes(onWire));
};
