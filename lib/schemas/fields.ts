import * as v from 'valibot';
import type { Decoded, DecodedObject } from '../form/decoded.ts';

// Each field is read from the wire's string and checked and converted here: the input type is what a form body
// can carry, the output type what is published.

const wholeNumber = 'is not a whole number';

/** A Bitrix24 integer: digits on the wire, a JSON number on the bus. What a number cannot hold exactly is refused. */
export const integer = v.pipe(
  v.string(wholeNumber),
  v.regex(/^\d+$/, wholeNumber),
  v.transform(Number),
  v.safeInteger('is too large for a number'),
);

/** An identifier of an external system, or a name: always text, digits are never lost. */
export const text = v.string('is not text');

/** `Y`/`N` or `1`/`0`. */
export const flag = v.pipe(
  v.string('is not a flag'),
  v.regex(/^[yn10]$/i, 'is none of Y, N, 1, 0'),
  v.transform((wire) => wire === '1' || wire.toUpperCase() === 'Y'),
);

/** A value taken over as decoded: text, or objects of them with list positions as keys. */
export const verbatim = v.custom<Decoded>(
  (value) => typeof value === 'string' || (typeof value === 'object' && value !== null),
  'is neither text nor a container',
);

/** Of an event: what no field took. It is added after validation. */
export const unmapped = v.custom<DecodedObject>(
  (value) => typeof value === 'object' && value !== null,
  'is not a container',
);
