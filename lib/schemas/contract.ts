import type * as v from 'valibot';

export type Family = 'imconnector' | 'imopenlines' | 'app';

/** What consumers may rely on of one event. */
export type Contract<Name extends string = string, Data extends object = object> = {
  /** Bitrix24's name, and EventBridge's `DetailType`; on the wire it stands in upper case. */
  readonly name: Name;
  readonly family: Family;
  /** The CloudEvents type. */
  readonly type: `com.bitrix24.${string}.v${number}`;
  /** `data`, read from wire strings. */
  readonly schema: v.GenericSchema<unknown, Data>;
};

/**
 * A contract, with its own name and data kept in its type. Call it `@__PURE__`, so that esbuild leaves the contracts
 * of other events out of a bundle.
 */
export const contract = <const Name extends string, Data extends object>(
  promised: Contract<Name, Data>,
): Contract<Name, Data> => promised;

/** EventBridge's `Source`. */
export const sourceOf = ({ family }: Pick<Contract, 'family'>): `bitrix24.${Family}` => `bitrix24.${family}`;
