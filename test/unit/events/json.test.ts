import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseJson } from '../../../lib/events/json.ts';

/** The last of some texts, after V8 has seen the others: it reads keys by those that it knows. */
const afterOthers = (texts: readonly string[]): unknown => {
  let value: unknown;
  for (const text of texts) value = parseJson(text);
  return value;
};

describe('JSON', () => {
  test.each<[what: string, texts: string[], keys: string[]]>([
    ['a quote', [String.raw`{"h":[],"\\":0}`, String.raw`{"h":1,"\"":2}`], ['h', '"']],
    ['a line break', [String.raw`{"i":[],"\\":0}`, String.raw`{"i":1,"\n":2}`], ['i', '\n']],
    ['an emoji', [String.raw`{"j":[],"\\ud83d":0}`, String.raw`{"j":1,"\ud83d\ude42!":2}`], ['j', '🙂!']],
    ['a key twice', [String.raw`{"a":1,"\u0061":2,"b" :3}`], ['a', 'b']],
    ['positions', [String.raw`{"b":1,"\u0031":2,"0":3}`], ['0', '1', 'b']],
    ['__proto__', [String.raw`{"__proto__":1,"\n":{"__proto__":2}}`], ['__proto__', '\n']],
    ['what marks a key', ['{"\ue0000":1,"\ue0001":2,"\ue000":3}'], ['\ue0000', '\ue0001', '\ue000']],
  ])('keeps keys: %s', (_what, texts, keys) => {
    expect(Object.keys(afterOthers(texts) as object)).toEqual(keys);
  });

  test.each([
    '',
    '{',
    String.raw`{"a\q":1}`,
    '{"a\\n\n":1}',
    String.raw`{"\n":1`,
    String.raw`{"\n" 1}`,
    String.raw`{"\n":}`,
    String.raw`{"\n`,
  ])('refuses %j', (text) => {
    expect(() => parseJson(text)).toThrow(SyntaxError);
  });

  const key = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('\\', '\\u', '"', '\n', '"":', '\ue000', '\ue0000', '__proto__', '1', '\ud83d'),
  );
  const { node } = fc.letrec((tie) => ({
    node: fc.oneof(
      { maxDepth: 4 },
      key,
      fc.constantFrom(0, 1.5, true, null),
      fc.array(tie('node'), { maxLength: 3 }),
      fc.array(fc.tuple(key, tie('node')), { maxLength: 4 }).map((entries) => Object.fromEntries(entries)),
    ),
  }));

  test('is what it was, whatever the keys', () => {
    fc.assert(
      fc.property(node, fc.constantFrom(undefined, 1), (value, indent) => {
        const text = JSON.stringify(value, undefined, indent);
        expect(JSON.stringify(parseJson(text), undefined, indent)).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });
});
