import type * as v from 'valibot';
import type { ItemsOf } from '../events/items.ts';
import type { WireReader } from '../events/wire-reader.ts';
import type { DecodedObject } from '../form/decoded.ts';
import type { Envelope } from '../form/envelope.ts';

export type Family = 'imconnector' | 'imopenlines' | 'app';

/** `data` of any event; each event's own type follows from its schema (`EventData`). */
export type PublishedData = object & { readonly unmapped?: DecodedObject };

/** Everything that is special about one Bitrix24 event. */
export type EventDefinition<Name extends string = string, Data extends object = object> = {
  /** Bitrix24's name; on the wire it stands in upper case. */
  readonly name: Name;
  readonly family: Family;
  /** The CloudEvents type. */
  readonly type: `com.bitrix24.${string}.v${number}`;
  /** The path at which the portal posts it. */
  readonly route: `/${string}`;
  /** Wire names of other events that Bitrix24 posts to the same URL, and that mean the same. */
  readonly aliases?: readonly string[];
  /** The contract of `data`, read from wire strings. */
  readonly schema: v.GenericSchema<unknown, Data>;
  /** How `data` splits into dialogs, sessions or messages. */
  readonly items: ItemsOf;
  /** Which wire field feeds which field of ours. */
  readonly read: (wire: WireReader, envelope: Pick<Envelope, 'status'>) => void;
};

/**
 * A row of the catalogue, with its own name and data kept in its type. Call it `@__PURE__`, so that esbuild leaves
 * the rows of other events out of a bundle.
 */
export const defineEvent = <const Name extends string, Data extends object>(
  definition: EventDefinition<Name, Data>,
): EventDefinition<Name, Data> => definition;

/** EventBridge's `Source`. */
export const sourceOf = ({ family }: Pick<EventDefinition, 'family'>): `bitrix24.${Family}` =>
  `bitrix24.${family}`;
