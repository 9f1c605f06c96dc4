import { cidrTest } from './cidr.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonScalar, type JsonValue } from './json.ts';
import { numericTest } from './numeric.ts';
import { invalidEventPattern } from './service-exception.ts';
import { wildcardTest } from './wildcard.ts';

/** One member of a pattern's value array: what it says of a value, and of a field the event does not have. */
export type ContentFilter = {
  readonly matches: (value: JsonScalar) => boolean;
  readonly matchesAbsent: boolean;
};

type TextTest = (text: string) => boolean;

const TEXT_TESTS: ReadonlyMap<string, (operand: string) => TextTest> = new Map([
  ['prefix', (operand: string) => (text: string) => text.startsWith(operand)],
  ['suffix', (operand: string) => (text: string) => text.endsWith(operand)],
  ['equals-ignore-case', (operand: string) => (text: string) => folded(text) === folded(operand)],
  ['wildcard', wildcardTest],
]);

const FILTERS: ReadonlyMap<string, (operand: JsonValue) => ContentFilter> = new Map([
  ['prefix', affixFilter('prefix')],
  ['suffix', affixFilter('suffix')],
  ['equals-ignore-case', textFilter('equals-ignore-case')],
  ['wildcard', textFilter('wildcard')],
  ['anything-but', anythingBut],
  ['numeric', (operand: JsonValue) => onPresent(numericTest(operand))],
  ['exists', exists],
  ['cidr', cidr],
]);

/**
 * Compiles one member of a pattern's value array: a value to equal, or an object naming a comparison operator.
 *
 * @throws ServiceException InvalidEventPatternException when the member is malformed.
 * Source: "Comparison operators for use in event patterns", Amazon EventBridge User Guide.
 */
export function contentFilter(member: JsonValue): ContentFilter {
  if (isJsonArray(member)) {
    throw invalidEventPattern('Match value must be String, number, true, false, or null');
  }
  if (!isJsonObject(member)) return onPresent((value) => value === member);
  const [operator, operand] = onlyMember(member);
  const filter = FILTERS.get(operator);
  if (filter === undefined) throw invalidEventPattern(`Unrecognized match type ${operator}`);
  return filter(operand);
}

function onlyMember(expression: JsonObject): readonly [string, JsonValue] {
  const [first, ...rest] = Object.entries(expression);
  if (first === undefined) throw invalidEventPattern('Match expression name not found');
  if (rest.length > 0) throw invalidEventPattern('Only one key allowed in match expression');
  return first;
}

function onPresent(matches: (value: JsonScalar) => boolean): ContentFilter {
  return { matches, matchesAbsent: false };
}

function onText(test: TextTest): ContentFilter {
  return onPresent((value) => typeof value === 'string' && test(value));
}

function textTest(operator: string, operand: JsonValue, refusal: string): TextTest {
  const test = TEXT_TESTS.get(operator);
  if (test === undefined || typeof operand !== 'string') throw invalidEventPattern(refusal);
  return test(operand);
}

function textFilter(operator: string): (operand: JsonValue) => ContentFilter {
  return (operand) => onText(textTest(operator, operand, `${operator} match pattern must be a string`));
}

function affixFilter(operator: 'prefix' | 'suffix'): (operand: JsonValue) => ContentFilter {
  const refusal = `${operator} match pattern must be a string`;
  return (operand) => {
    if (!isJsonObject(operand)) return onText(textTest(operator, operand, refusal));
    const [nested, affix] = onlyMember(operand);
    if (nested !== 'equals-ignore-case' || typeof affix !== 'string') throw invalidEventPattern(refusal);
    const test = textTest(operator, folded(affix), refusal);
    return onText((text) => test(folded(text)));
  };
}

function anythingBut(operand: JsonValue): ContentFilter {
  if (isJsonObject(operand)) return anythingButText(operand);
  const excluded = isJsonArray(operand) ? operand : [operand];
  if (excluded.length === 0) throw invalidEventPattern('Empty arrays are not allowed');
  const strings = excluded.filter((value) => typeof value === 'string').length;
  const numbers = excluded.filter((value) => typeof value === 'number' || typeof value === 'bigint').length;
  if (strings + numbers < excluded.length) {
    throw invalidEventPattern('Value of anything-but must be an array or single string/number value.');
  }
  if (strings > 0 && numbers > 0) {
    throw invalidEventPattern(
      'Inside anything but list, either all values are number or string, mixed type is not supported',
    );
  }
  return onPresent((value) => !excluded.includes(value));
}

function anythingButText(expression: JsonObject): ContentFilter {
  const [operator, operand] = onlyMember(expression);
  if (!TEXT_TESTS.has(operator)) throw invalidEventPattern(`Unsupported anything-but pattern: ${operator}`);
  if (isJsonObject(operand)) {
    throw invalidEventPattern('Value of anything-but must be an array or single string/number value.');
  }
  const excluded = isJsonArray(operand) ? operand : [operand];
  if (excluded.length === 0) throw invalidEventPattern('Empty arrays are not allowed');
  if (/fix$/.test(operator) && excluded.includes('')) {
    throw invalidEventPattern('Null prefix/suffix not allowed');
  }
  const tests = excluded.map((text) => textTest(operator, text, anythingButRefusal(operator)));
  return onPresent((value) => typeof value !== 'string' || !tests.some((test) => test(value)));
}

function anythingButRefusal(operator: string): string {
  if (operator === 'equals-ignore-case') {
    return 'Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.';
  }
  return `${operator === 'wildcard' ? 'wildcard' : 'prefix/suffix'} match pattern must be a string`;
}

function exists(operand: JsonValue): ContentFilter {
  if (typeof operand !== 'boolean') {
    throw invalidEventPattern('exists match pattern must be either true or false.');
  }
  return { matches: () => operand, matchesAbsent: !operand };
}

function cidr(operand: JsonValue): ContentFilter {
  // "prefix" is the service's own wording here.
  if (typeof operand !== 'string') throw invalidEventPattern('prefix match pattern must be a string');
  return onText(cidrTest(operand));
}

function folded(text: string): string {
  return text.toLowerCase();
}
