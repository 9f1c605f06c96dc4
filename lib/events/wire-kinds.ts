/**
 * How a wire scalar is understood: `value` says something, `nothing` says that there is nothing (the field is
 * absent and the wire value is spent), `unknown` cannot be understood (the field is absent and the wire value
 * stays in `unmapped`).
 */
type Reading = 'value' | 'nothing' | 'unknown';

export type WireKind = (wire: string) => Reading;

/** Free text: as sent, absent when empty. */
export const textKind: WireKind = (wire) => (wire === '' ? 'nothing' : 'value');

/** An identifier outside Bitrix24. The literal `undefined` is a connector's bug, not an identifier (observed). */
export const externalKind: WireKind = (wire) => (wire === 'undefined' ? 'unknown' : textKind(wire));

/** A Bitrix24 integer identifier: 0 means none. Anything else is left to the schema to refuse. */
export const idKind: WireKind = (wire) => (wire === '0' ? 'nothing' : externalKind(wire));

/** A quantity that only describes: an event is not held back because a file's size cannot be read. */
export const quantityKind: WireKind = (wire) => {
  if (wire === '') return 'nothing';
  return /^\d{1,15}$/.test(wire) ? 'value' : 'unknown';
};

/** `Y`/`N`/`1`/`0`; like a quantity, it only describes. */
export const flagKind: WireKind = (wire) => {
  if (wire === '') return 'nothing';
  return /^[yn10]$/i.test(wire) ? 'value' : 'unknown';
};
