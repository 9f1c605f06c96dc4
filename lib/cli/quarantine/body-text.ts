import type { Invalidity } from '../../events/validate.ts';
import type { Decoded, DecodedObject } from '../../form/decoded.ts';
import type { Output } from '../output.ts';
import { printable } from '../text-table.ts';

/** Characters of one value; what follows is in --json. */
const LONGEST = 300;

/** A body as indented text, each error beneath the place that it is about. */
export const markedBody = (
  body: DecodedObject,
  errors: readonly Invalidity[],
  { paint }: Pick<Output, 'paint'>,
): string => {
  const marks = Map.groupBy(errors, ({ path }) => placeOf(body, path));
  const lines: string[] = [];
  const mark = (place: string, indent: string): void => {
    for (const { path, message } of marks.get(place) ?? []) {
      const rest = path.slice(place === '' ? 0 : place.length + 1);
      lines.push(indent + paint('red', printable(`✗ ${rest === '' ? '' : `${rest}: `}${message}`)));
    }
  };
  const write = (value: DecodedObject, place: string, indent: string): void => {
    mark(place, indent);
    for (const [key, child] of Object.entries(value)) {
      const path = place === '' ? key : `${place}.${key}`;
      lines.push(`${indent}${printable(key)}:${typeof child === 'string' ? ` ${shown(child)}` : ''}`);
      if (typeof child === 'string') mark(path, `${indent}  `);
      else write(child, path, `${indent}  `);
    }
  };
  write(body, '', '  ');
  return lines.map((line) => `${line}\n`).join('');
};

const shown = (text: string): string => {
  const line = printable(text);
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}… (${line.length} characters)` : line;
};

/** The deepest place of a path that the body has. */
const placeOf = (body: DecodedObject, path: string): string => {
  const found: string[] = [];
  let at: Decoded | undefined = body;
  for (const key of path.split('.')) {
    at = typeof at === 'object' && Object.hasOwn(at, key) ? at[key] : undefined;
    if (at === undefined) break;
    found.push(key);
  }
  return found.join('.');
};
