import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { problemsOf } from '../../lib/consumer/shape.ts';
import { envelope, events } from '../../lib/consumer/shapes.ts';
import { attributes } from '../../lib/schemas/envelope.ts';
import { contracts } from '../../lib/schemas/index.ts';
import { published } from '../../lib/schemas/published.ts';
import { eventOf } from '../../lib/testing/index.ts';

// No lists: to valibot they are objects.
const wrong = [null, 'text', '', 1, -1, 1.5, 2 ** 60, true, {}, { id: 1 }];

/** A value with each of its parts replaced by each wrong one, and with each taken away. */
const spoilt = (value: unknown): unknown[] => {
  if (typeof value !== 'object' || value === null) return wrong;
  const parts = Object.entries(value).flatMap(([key, part]) => [
    ...spoilt(part).map((other) => Object.assign(structuredClone(value), { [key]: other })),
    Array.isArray(value) ? value : Object.fromEntries(Object.entries(value).filter(([name]) => name !== key)),
  ]);
  return [...wrong, ...parts];
};

/** Paths as the schemas see them. */
const refused = (schema: v.GenericSchema, value: unknown): (string | null)[] =>
  [...new Set((v.safeParse(schema, value).issues ?? []).map((issue) => v.getDotPath(issue) ?? ''))].sort();

describe('the shapes of the consumer kit', () => {
  test('say of each field what it is, and whether it may be absent', () => {
    expect(events.OnSessionStart).toEqual([
      'imopenlines.session.started',
      1,
      {
        connector: { id: 'text' },
        line: { id: 'integer', 'name?': 'text' },
        chat: { id: 'integer' },
        'user?': { id: 'integer' },
        'session?': {
          id: 'integer',
          closed: 'flag',
          'parentId?': 'integer',
          'closesAfterMinutes?': 'integer',
        },
        'unmapped?': 'unmapped',
      },
    ]);
  });

  test('are of every event', () => {
    expect(Object.keys(events)).toEqual(Object.keys(contracts));
  });

  test('are JSON, because the package ships them as that', () => {
    expect(JSON.parse(JSON.stringify({ events, envelope }))).toEqual({ events, envelope });
  });

  test.each(Object.values(contracts))('refuse of $name what its schema refuses', ({ name, schema }) => {
    const [, , shape] = events[name];
    const values = spoilt(eventOf(name).data);
    expect(values.length).toBeGreaterThan(wrong.length);
    for (const value of values) {
      const paths = problemsOf(shape, value, []).map(({ path }) => path);
      expect([...new Set(paths)].sort(), JSON.stringify(value)).toEqual(
        refused(published<object>(schema), value),
      );
    }
  });

  test('refuse of the attributes what their schema refuses', () => {
    const { data: _, ...given } = eventOf('OnSessionStart');
    for (const value of spoilt(given)) {
      const paths = problemsOf(envelope, value, []).map(({ path }) => path);
      expect([...new Set(paths)].sort(), JSON.stringify(value)).toEqual(refused(attributes, value));
    }
  });
});
