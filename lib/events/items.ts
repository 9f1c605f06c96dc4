import { type Decoded, type DecodedObject, decodedObject, isList } from '../form/decoded.ts';

/** One dialog, session or message as decoded. */
export type WireItem = {
  readonly value: Decoded;
  /** Where it stands in the body: `data.DATA.0`. */
  readonly path: string;
  /** The keys around the list of items: CONNECTOR, LINE and what else there is. */
  readonly beside: DecodedObject;
};

/** Splits `data` into its items; none where the body has no such list. */
export type ItemsOf = (data: Decoded | undefined) => readonly WireItem[];

/**
 * Items under one of these keys, in any case: a list of them, or one alone that is not in a list (Bitrix24
 * does both for the same event; a sparse list keeps its order).
 */
export const itemsUnder =
  (...names: readonly string[]): ItemsOf =>
  (data) => {
    if (typeof data !== 'object') return [];
    const key = names
      .map((name) => Object.keys(data).find((present) => present.toUpperCase() === name))
      .find((present) => present !== undefined);
    const value = key === undefined ? undefined : data[key];
    if (key === undefined || typeof value !== 'object') return [];
    const { [key]: _items, ...others } = data;
    const beside: DecodedObject = Object.assign(decodedObject(), others);
    if (!isList(value)) return [{ value, path: `data.${key}`, beside }];
    return Object.entries(value).map(([position, item]) => ({
      value: item,
      path: `data.${key}.${position}`,
      beside,
    }));
  };

/** `data` itself is the item, a scalar too. */
export const dataItself: ItemsOf = (data) =>
  data === undefined ? [] : [{ value: data, path: 'data', beside: decodedObject() }];

/** `data` itself is the item, and may be absent: PHP sends no key for an empty array. */
export const dataIfAny: ItemsOf = (data) => dataItself(data ?? decodedObject());
