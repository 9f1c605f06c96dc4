import type { JsonSchema, Properties } from './json-schema.ts';

/** What a reader of the one schema does not expect of the other, and where. */
type Difference = { readonly path: string; readonly change: string };

/** A schema within its document, in which its references lead somewhere. */
type Place = { readonly schema: JsonSchema; readonly root: JsonSchema };

/** Both sides, the path to them, and the references that led there. */
type Pair = {
  readonly before: Place;
  readonly after: Place;
  readonly path: string;
  readonly followed: ReadonlySet<string>;
};

/** Words only. */
const annotations = ['$schema', '$id', '$defs', '$comment', 'title', 'description', 'examples', 'deprecated'];

/** Compared by what they mean. */
const structure = ['type', 'properties', 'required', 'items', 'additionalProperties', 'anyOf', 'enum'];

const apart = new Set([...annotations, ...structure]);

/**
 * What differs between two schemas of an event, for someone who reads events by the one before: everything but new
 * optional fields and annotations. A keyword that is not known here counts, too.
 */
export const differences = (before: JsonSchema, after: JsonSchema): Difference[] =>
  between({
    before: { schema: before, root: before },
    after: { schema: after, root: after },
    path: '',
    followed: new Set(),
  });

const between = (pair: Pair): Difference[] => {
  const { before, after, path, followed } = pair;
  const references = `${before.schema.$ref} ${after.schema.$ref}`;
  const isReference = before.schema.$ref !== undefined || after.schema.$ref !== undefined;
  if (isReference && followed.has(references)) return [];
  const inside = {
    path,
    before: target(before),
    after: target(after),
    followed: isReference ? new Set([...followed, references]) : followed,
  };
  const [was, is] = [inside.before.schema, inside.after.schema];
  if (json(was.type) !== json(is.type)) {
    return [{ path, change: `is ${kindOf(is)}, was ${kindOf(was)}` }];
  }
  return [...fields(inside), ...parts(inside), ...values(path, was, is), ...keywords(path, was, is)];
};

/** Where a reference leads; ours lead into `$defs`. */
const target = (place: Place): Place => {
  const { schema, root } = place;
  if (schema.$ref === undefined) return place;
  const found = root.$defs?.[schema.$ref.replace('#/$defs/', '')];
  if (found === undefined) throw new Error(`${root.$id}: ${schema.$ref} leads nowhere`);
  return target({ schema: found, root });
};

const json = (value: unknown): string => JSON.stringify(value) ?? 'nothing';

const kindOf = ({ type, anyOf }: JsonSchema): string =>
  type === undefined
    ? anyOf === undefined
      ? 'of any type'
      : 'one of several types'
    : [type].flat().join(' or ');

const within = (pair: Pair, path: string, was: JsonSchema, is: JsonSchema): Difference[] =>
  between({
    ...pair,
    before: { ...pair.before, schema: was },
    after: { ...pair.after, schema: is },
    path,
  });

const fields = (pair: Pair): Difference[] => {
  const [was, is] = [pair.before.schema, pair.after.schema];
  const [old, now]: [Properties, Properties] = [was.properties ?? {}, is.properties ?? {}];
  const at = (name: string): string => (pair.path === '' ? name : `${pair.path}.${name}`);
  const [wasRequired, isRequired] = [new Set(was.required), new Set(is.required)];
  const kept = Object.entries(old).flatMap(([name, schema]) => {
    const current = now[name];
    if (current === undefined) return [{ path: at(name), change: 'has been removed or renamed' }];
    return within(pair, at(name), schema, current);
  });
  const lost = [...wasRequired].filter((name) => name in now && !isRequired.has(name));
  const added = [...isRequired].filter((name) => !wasRequired.has(name));
  return [
    ...kept,
    ...lost.map((name) => ({ path: at(name), change: 'may be absent now, was always there' })),
    ...added.map((name) => ({
      path: at(name),
      change: `${name in old ? 'is required now' : 'is new and required'}, but events from before may lack it`,
    })),
  ];
};

/** Schemas inside, by what they add to the path: of items, of an open object's values, and alternatives. */
const partsOf = ({ items, additionalProperties, anyOf }: JsonSchema): Readonly<Record<string, unknown>> => ({
  '[]': items,
  '.*': additionalProperties,
  ...Object.fromEntries((anyOf ?? []).map((schema, index) => [` (alternative ${index + 1})`, schema])),
});

const isSchema = (value: unknown): value is JsonSchema => typeof value === 'object' && value !== null;

const parts = (pair: Pair): Difference[] => {
  const [old, now] = [partsOf(pair.before.schema), partsOf(pair.after.schema)];
  return Object.keys({ ...old, ...now }).flatMap((suffix) => {
    const [was, is] = [old[suffix], now[suffix]];
    const path = `${pair.path}${suffix}`;
    if (isSchema(was) && isSchema(is)) return within(pair, path, was, is);
    return json(was) === json(is) ? [] : [{ path, change: `is ${json(is)}, was ${json(was)}` }];
  });
};

/** A value more breaks who switches over them all, a value less who has archived it. */
const values = (path: string, was: JsonSchema, is: JsonSchema): Difference[] => {
  if (was.enum === undefined || is.enum === undefined) {
    return json(was.enum) === json(is.enum) ? [] : [changed(path, 'enum', was, is)];
  }
  const [old, now] = [was.enum.map(json), is.enum.map(json)];
  const added = now.filter((value) => !old.includes(value));
  const removed = old.filter((value) => !now.includes(value));
  return [
    ...(added.length > 0
      ? [{ path, change: `may be ${added.join(', ')}, which nobody who switches over the values expects` }]
      : []),
    ...(removed.length > 0 ? [{ path, change: `is never ${removed.join(', ')} any more` }] : []),
  ];
};

const keywords = (path: string, was: JsonSchema, is: JsonSchema): Difference[] =>
  Object.keys({ ...was, ...is })
    .filter((keyword) => !apart.has(keyword) && json(was[keyword]) !== json(is[keyword]))
    .map((keyword) => changed(path, keyword, was, is));

const changed = (path: string, keyword: string, was: JsonSchema, is: JsonSchema): Difference => ({
  path,
  change: `has ${keyword} ${json(is[keyword])}, had ${json(was[keyword])}`,
});
