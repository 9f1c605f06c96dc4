import { type ContentFilter, contentFilter } from './content-filters.ts';
import { type ArrayMembership, type EventFields, eventFields, joinMembership } from './event-fields.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue, parseJson } from './json.ts';
import { invalidEventPattern } from './service-exception.ts';

/** The filters of one way to match, by field path: every path has to match, each through any of its filters. */
type Branch = ReadonlyMap<string, readonly ContentFilter[]>;

/** A compiled event pattern: `$or` is multiplied out, an event matches when any branch does. */
export type EventPattern = readonly Branch[];

const MAX_OR_COMBINATIONS = 1000;
const RESERVED_IN_OR = new Set([
  'exactly',
  'prefix',
  'suffix',
  'equals-ignore-case',
  'wildcard',
  'anything-but',
  'numeric',
  'exists',
  'cidr',
]);

/**
 * Compiles the JSON text of an event pattern.
 *
 * @throws ServiceException InvalidEventPatternException when the text is not a valid event pattern.
 * Source: "Event pattern syntax" and "Comparison operators", Amazon EventBridge User Guide.
 */
export function parseEventPattern(text: string): EventPattern {
  const pattern = parsedPattern(text);
  if (!isJsonObject(pattern)) throw invalidEventPattern('Filter is not an object');
  return objectBranches(pattern, '', false);
}

/** True when the event (the whole envelope, `detail` included) matches the pattern. */
export function matchesEvent(pattern: EventPattern, event: JsonObject): boolean {
  const fields = eventFields(event);
  return pattern.some((branch) => matchesAll([...branch], fields, new Map()));
}

function parsedPattern(text: string): JsonValue {
  try {
    return parseJson(text);
  } catch (error) {
    throw invalidEventPattern(error instanceof SyntaxError ? error.message : 'not JSON');
  }
}

function objectBranches(object: JsonObject, path: string, insideOr: boolean): EventPattern {
  const members = Object.entries(object);
  if (members.length === 0) throw invalidEventPattern('Empty objects are not allowed');
  return members.reduce<EventPattern>(
    (branches, [name, member]) => combined(branches, memberBranches(name, member, path, insideOr)),
    [new Map()],
  );
}

function memberBranches(name: string, member: JsonValue, path: string, insideOr: boolean): EventPattern {
  if (name === '$or') return orBranches(member, path);
  if (insideOr && RESERVED_IN_OR.has(name)) {
    throw invalidEventPattern(`${name} is a reserved field name which cannot be used inside $or.`);
  }
  const memberPath = path === '' ? name : `${path}.${name}`;
  if (isJsonObject(member)) return objectBranches(member, memberPath, insideOr);
  if (!isJsonArray(member)) throw invalidEventPattern(`"${name}" must be an object or an array`);
  if (member.length === 0) throw invalidEventPattern('Empty arrays are not allowed');
  return [new Map([[memberPath, member.map(contentFilter)]])];
}

function orBranches(member: JsonValue, path: string): EventPattern {
  if (!isJsonArray(member)) throw invalidEventPattern('It must be an Array followed with $or.');
  if (member.length < 2) throw invalidEventPattern('There must have at least 2 Objects in $or relationship.');
  return member.flatMap((choice) => {
    if (!isJsonObject(choice)) {
      throw invalidEventPattern('Only JSON object is allowed in array of $or relationship.');
    }
    return objectBranches(choice, path, true);
  });
}

function combined(left: EventPattern, right: EventPattern): EventPattern {
  if (left.length * right.length > MAX_OR_COMBINATIONS) {
    throw invalidEventPattern(`$or results in over ${MAX_OR_COMBINATIONS} combinations`);
  }
  return left.flatMap((one) => right.map((other) => new Map([...one, ...other])));
}

function matchesAll(
  constraints: readonly (readonly [string, readonly ContentFilter[]])[],
  fields: EventFields,
  membership: ArrayMembership,
): boolean {
  const [constraint, ...rest] = constraints;
  if (constraint === undefined) return true;
  const [path, filters] = constraint;
  const candidates = fields.get(path);
  if (candidates === undefined) {
    return filters.some((filter) => filter.matchesAbsent) && matchesAll(rest, fields, membership);
  }
  return candidates.some((field) => {
    if (!filters.some((filter) => filter.matches(field.value))) return false;
    const joined = joinMembership(membership, field.membership);
    return joined !== undefined && matchesAll(rest, fields, joined);
  });
}
