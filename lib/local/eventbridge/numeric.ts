import type { JsonScalar, JsonValue } from './json.ts';
import { invalidEventPattern } from './service-exception.ts';

type Comparison = (value: number) => boolean;

const MAX_MAGNITUDE = 5e9;

/**
 * Builds the test for a `numeric` filter: one of `=`, `<`, `<=`, `>`, `>=` with a number, or a range that starts
 * with `>` or `>=` and ends with `<` or `<=`. Numbers beyond ±5.0e9 never match.
 *
 * @throws ServiceException InvalidEventPatternException when the expression is malformed.
 * Source: "Numeric matching", Amazon EventBridge User Guide, comparison operators.
 */
export function numericTest(operand: JsonValue): (value: JsonScalar) => boolean {
  if (!Array.isArray(operand)) throw invalidEventPattern('Value of numeric must be an array.');
  const [lower, lowerBound, upper, upperBound, ...rest]: readonly JsonValue[] = operand;
  if (rest.length > 0) throw invalidEventPattern('Too many elements in numeric expression');
  const comparisons = [comparison(lower, lowerBound)];
  if (upper !== undefined) {
    if (lower !== '>' && lower !== '>=') throw invalidEventPattern('Too many elements in numeric expression');
    if (upper !== '<' && upper !== '<=') throw invalidEventPattern(`Bad numeric range operator: ${upper}`);
    comparisons.push(comparison(upper, upperBound));
    if (Number(lowerBound) >= Number(upperBound)) throw invalidEventPattern('Bottom must be less than top');
  }
  return (value) =>
    typeof value === 'number' && Math.abs(value) <= MAX_MAGNITUDE && comparisons.every((test) => test(value));
}

function comparison(operator: JsonValue | undefined, bound: JsonValue | undefined): Comparison {
  if (typeof operator !== 'string') throw invalidEventPattern('Invalid member in numeric match');
  if (typeof bound !== 'number' && typeof bound !== 'bigint') {
    throw invalidEventPattern(`Value of ${operator} must be numeric`);
  }
  const limit = Number(bound);
  if (Math.abs(limit) > MAX_MAGNITUDE) {
    throw invalidEventPattern('Value must be between -5.0E9 and 5.0E9, inclusive');
  }
  if (operator === '=') return (value) => value === limit;
  if (operator === '<') return (value) => value < limit;
  if (operator === '<=') return (value) => value <= limit;
  if (operator === '>') return (value) => value > limit;
  if (operator === '>=') return (value) => value >= limit;
  throw invalidEventPattern(`Unrecognized numeric range operator: ${operator}`);
}
