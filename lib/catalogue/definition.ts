import type { ItemsOf } from '../events/items.ts';
import type { WireReader } from '../events/wire-reader.ts';
import type { DecodedObject } from '../form/decoded.ts';
import type { Envelope } from '../form/envelope.ts';
import type { Contract } from '../schemas/contract.ts';

/** `data` of any event; each event's own type follows from its schema (`EventData`). */
export type PublishedData = object & { readonly unmapped?: DecodedObject };

/** How one Bitrix24 event comes in. */
type Wire = {
  /** The path at which the portal posts it. */
  readonly route: `/${string}`;
  /** Wire names of other events that Bitrix24 posts to the same URL, and that mean the same. */
  readonly aliases?: readonly string[];
  /** How `data` splits into dialogs, sessions or messages. */
  readonly items: ItemsOf;
  /** Which wire field feeds which field of ours. */
  readonly read: (wire: WireReader, envelope: Pick<Envelope, 'status'>) => void;
};

/** Everything that is special about one Bitrix24 event: how it comes in, and what consumers get. */
export type EventDefinition<Name extends string = string, Data extends object = object> = Wire &
  Contract<Name, Data>;

/**
 * A row of the catalogue, with its own name and data kept in its type. Call it `@__PURE__`, so that esbuild leaves
 * the rows of other events out of a bundle.
 */
export const defineEvent = <const Name extends string, Data extends object>(
  contract: Contract<Name, Data>,
  wire: Wire,
): EventDefinition<Name, Data> => ({ ...contract, ...wire });
