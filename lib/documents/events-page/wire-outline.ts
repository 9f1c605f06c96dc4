import { type Decoded, type DecodedObject, isList } from '../../form/decoded.ts';

/** What stands at one place of some bodies. */
type Outline = {
  /** Of the texts there. */
  readonly kinds: readonly string[];
  readonly fields: ReadonlyMap<string, { readonly outline: Outline; readonly isOptional: boolean }>;
  /** Of the lists there. */
  readonly items: Outline | undefined;
};

/** The keys of some bodies as an outline in the manner of YAML, with what stands there; no values of theirs. */
export const outlineText = (bodies: readonly Decoded[]): string => linesOf(outlineOf(bodies)).join('\n');

const outlineOf = (values: readonly Decoded[]): Outline => {
  const texts = values.filter((value) => typeof value === 'string');
  const containers = values.filter((value) => typeof value === 'object');
  const items = containers.filter(isList).flatMap((list) => Object.values(list));
  const objects = containers.filter((container) => !isList(container));
  const keys = new Set(objects.flatMap((object) => Object.keys(object)));
  return {
    kinds: [...new Set(texts.map(kindOf))].toSorted(),
    fields: new Map([...keys].map((key) => [key, fieldOf(objects, key)])),
    items: items.length > 0 ? outlineOf(items) : undefined,
  };
};

const fieldOf = (objects: readonly DecodedObject[], key: string) => {
  const values = objects.flatMap((object) => object[key] ?? []);
  return { outline: outlineOf(values), isOptional: values.length < objects.length };
};

/** Every scalar on the wire is text. */
const kindOf = (text: string): string => {
  if (text === '') return 'empty';
  if (/^\d+$/.test(text)) return 'digits';
  return /^[YN]$/.test(text) ? 'Y or N' : 'text';
};

const linesOf = ({ kinds, fields, items }: Outline): string[] => [
  ...(kinds.length > 0 ? [kinds.join(' or ')] : []),
  ...[...fields].flatMap(([key, { outline, isOptional }]) =>
    under(`${key}${isOptional ? '?' : ''}:`, outline),
  ),
  ...(items === undefined ? [] : asItem(linesOf(items))),
];

/** A scalar stands behind its key, everything else below it. */
const under = (label: string, outline: Outline): string[] => {
  const lines = linesOf(outline);
  const isScalar = outline.fields.size === 0 && outline.items === undefined;
  return isScalar ? [`${label} ${lines.join('')}`] : [label, ...lines.map((line) => `  ${line}`)];
};

const asItem = (lines: readonly string[]): string[] =>
  lines.map((line, index) => `${index === 0 ? '- ' : '  '}${line}`);
