import type { RecordIssue } from './record-error.ts';

/** A value without parts. `verbatim`: text or a container; `unmapped`: a container. */
type Scalar = keyof typeof scalars;

/**
 * What a value should be: a scalar, one of some texts (`=incoming|outgoing`), a list, or an object, whose optional fields
 * end in `?`. Nothing but JSON, see shapes.ts.
 */
export type Shape = Scalar | `=${string}` | readonly [Shape] | { readonly [field: string]: Shape };

const RFC_3339 = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:?\d\d)$/;

const isContainer = (value: unknown): value is object => typeof value === 'object' && value !== null;

const scalars = {
  text: ['is not text', (value: unknown) => typeof value === 'string'],
  integer: [
    'is not a whole number from 0',
    (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 0,
  ],
  flag: ['is neither true nor false', (value: unknown) => typeof value === 'boolean'],
  timestamp: [
    'is no timestamp of RFC 3339',
    (value: unknown) => typeof value === 'string' && RFC_3339.test(value),
  ],
  verbatim: [
    'is neither text nor a container',
    (value: unknown) => typeof value === 'string' || isContainer(value),
  ],
  unmapped: ['is not a container', isContainer],
} as const;

/** Everything in which a value is not of a shape; more fields than it has are allowed. Never quotes the value. */
export const problemsOf = (shape: Shape, value: unknown, path: readonly string[]): RecordIssue[] => {
  const problem = (message: string): RecordIssue[] => [{ path: path.join('.'), message }];
  if (value === undefined) return problem('is missing');
  if (isChoice(shape)) {
    const texts: readonly unknown[] = shape.slice(1).split('|');
    return texts.includes(value) ? [] : problem(`is not ${texts.join(' or ')}`);
  }
  if (typeof shape === 'string') {
    const [message, isRight] = scalars[shape];
    return isRight(value) ? [] : problem(message);
  }
  if (isList(shape)) {
    if (!Array.isArray(value)) return problem('is not a list');
    return value.flatMap((item: unknown, index) => problemsOf(shape[0], item, [...path, String(index)]));
  }
  if (!isContainer(value) || Array.isArray(value)) return problem('is not an object');
  return Object.entries(shape).flatMap(([spelt, inner]) => {
    const field = spelt.replace('?', '');
    const isAbsent = field !== spelt && !Object.hasOwn(value, field);
    return isAbsent ? [] : problemsOf(inner, Reflect.get(value, field), [...path, field]);
  });
};

const isChoice = (shape: Shape): shape is `=${string}` => typeof shape === 'string' && shape.startsWith('=');

const isList = (shape: Exclude<Shape, string>): shape is readonly [Shape] => Array.isArray(shape);
