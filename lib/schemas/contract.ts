import type * as v from 'valibot';

export type Family = 'imconnector' | 'imopenlines' | 'app';

type EventType = `com.bitrix24.${string}.v${number}`;

/** What consumers may rely on of one event. */
export type Contract<Name extends string = string, Data extends object = object> = {
  /** Bitrix24's name, and EventBridge's `DetailType`; on the wire it stands in upper case. */
  readonly name: Name;
  readonly family: Family;
  /** The CloudEvents type. */
  readonly type: EventType;
  /** `data`, read from wire strings. */
  readonly schema: v.GenericSchema<unknown, Data>;
  /** Versions before this one, which can be published beside it until every consumer has moved. */
  readonly earlier?: readonly EarlierVersion<Data>[];
};

/** A version of an event that a newer one has replaced. */
export type EarlierVersion<Data extends object = object> = {
  readonly type: EventType;
  /** `data` as it was promised. */
  readonly schema: v.GenericSchema<unknown, object>;
  /** Makes it of the newest version's `data`. */
  from(data: Data): object;
};

/**
 * A contract, with its own name and data kept in its type. Call it `@__PURE__`, so that esbuild leaves the contracts
 * of other events out of a bundle.
 */
export const contract = <const Name extends string, Data extends object>(
  promised: Contract<Name, Data>,
): Contract<Name, Data> => promised;

/** The number of a type's version. */
export const versionOf = (type: string): number => Number(/\.v(\d+)$/.exec(type)?.[1]);

/** EventBridge's `Source`. */
export const sourceOf = ({ family }: Pick<Contract, 'family'>): `bitrix24.${Family}` => `bitrix24.${family}`;
