import { TestEventPatternCommand } from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startEndpoint } from './eventbridge-endpoint.ts';

let local: Awaited<ReturnType<typeof startEndpoint>>;
beforeAll(async () => {
  local = await startEndpoint();
});
afterAll(() => local.close());

/** Whether the pattern matches an event with this detail; all JSON text, so that numbers are sent as written. */
async function matches(pattern: string, detail: string, rest = ''): Promise<boolean | undefined> {
  const head = '"id":"1","account":"0","source":"shop","time":"2024-05-02T11:33:52Z","region":"r"';
  const Event = `{${head},"detail-type":"order","resources":["arn:one","arn:two"],${rest}"detail":${detail}}`;
  const EventPattern = pattern.startsWith('{"detail"') ? pattern : `{"detail":${pattern}}`;
  const { Result } = await local.events.send(new TestEventPatternCommand({ EventPattern, Event }));
  return Result;
}

describe('a value', () => {
  test.each([
    ['an equal string', '{"a":["x"]}', ['{"a":"x"}'], ['{"a":"X"}', '{"a":1}', '{}']],
    ['an empty string', '{"a":[""]}', ['{"a":""}'], ['{"a":null}', '{"a":" "}', '{}']],
    ['any of several values', '{"a":["x",1]}', ['{"a":"x"}', '{"a":1}'], ['{"a":"1"}']],
    [
      'an equal number however written',
      '{"a":[300]}',
      ['{"a":300.0}', '{"a":3.0e2}'],
      ['{"a":301}', '{"a":"300"}'],
    ],
    [
      'a big integer by its digits',
      '{"a":[9007199254740993]}',
      ['{"a":9007199254740993}'],
      ['{"a":9007199254740992}'],
    ],
    ['true', '{"a":[true]}', ['{"a":true}'], ['{"a":false}', '{"a":"true"}', '{"a":1}']],
    ['null', '{"a":[null]}', ['{"a":null}'], ['{"a":"null"}', '{"a":""}', '{"a":[]}', '{}']],
    [
      'any element of an array',
      '{"a":["x"]}',
      ['{"a":["y","x"]}', '{"a":[["x"]]}'],
      ['{"a":["y"]}', '{"a":[]}'],
    ],
    ['a nested member', '{"a":{"b":{"c":[1]}}}', ['{"a":{"b":{"c":1}}}'], ['{"a":{"c":1}}', '{"a":{"b":1}}']],
    [
      'a dotted name as nested members',
      '{"a.b":[1]}',
      ['{"a":{"b":1}}', '{"a.b":1}'],
      ['{"a":{"b":{"b":1}}}'],
    ],
    ['objects inside an array', '{"a":{"b":[1]}}', ['{"a":[{"b":2},{"b":1}]}'], ['{"a":[{"b":2}]}']],
    [
      'two members of one array element',
      '{"a":{"b":[1],"c":[2]}}',
      ['{"a":[{"b":1,"c":2}]}'],
      ['{"a":[{"b":1},{"c":2}]}'],
    ],
    ['__proto__ as any other name', '{"__proto__":["x"]}', ['{"__proto__":"x"}'], ['{}', '{"__proto__":{}}']],
    [
      'no inherited member',
      '{"constructor":{"name":[{"exists":true}]}}',
      ['{"constructor":{"name":1}}'],
      ['{}'],
    ],
  ])('matches %s', async (_what, pattern, yes, no) => {
    for (const detail of yes) expect([detail, await matches(pattern, detail)]).toEqual([detail, true]);
    for (const detail of no) expect([detail, await matches(pattern, detail)]).toEqual([detail, false]);
  });
});

describe('a pattern', () => {
  test.each([
    ['exists false matches a missing member', '{"a":[{"exists":false}]}', '{}', true],
    ['exists false matches under a missing parent', '{"p":{"a":[{"exists":false}]}}', '{}', true],
    [
      'exists false looks at every array element',
      '{"l":{"a":[{"exists":false}]}}',
      '{"l":[{"a":1},{}]}',
      false,
    ],
    ['exists false joins other filters as "or"', '{"a":[{"anything-but":"x"},{"exists":false}]}', '{}', true],
    ['anything-but needs the member', '{"a":[{"anything-but":"x"}]}', '{}', false],
    ['members are joined as "and"', '{"a":[1],"b":[2]}', '{"a":1,"b":3}', false],
    ['$or takes either member', '{"$or":[{"a":[1]},{"b":[2]}]}', '{"b":2}', true],
    ['$or takes none of neither', '{"$or":[{"a":[1]},{"b":[2]}]}', '{"a":2,"b":1}', false],
    ['$or is joined with its neighbours', '{"c":[3],"$or":[{"a":[1]},{"b":[2]}]}', '{"a":1}', false],
    ['$or has "and" inside', '{"$or":[{"a":[1],"b":[2]},{"c":[3]}]}', '{"a":1}', false],
    ['$or nests', '{"$or":[{"a":[1],"$or":[{"b":[2]},{"c":[3]}]},{"d":[4]}]}', '{"a":1,"c":3}', true],
    [
      '$or reaches into members',
      '{"$or":[{"p":{"a":[{"numeric":[">",1]}]}},{"b":[{"exists":false}]}]}',
      '{"p":{"a":2},"b":1}',
      true,
    ],
  ])('%s', async (_what, pattern, detail, expected) => {
    expect(await matches(pattern, detail)).toBe(expected);
  });

  test('applies to the members around detail', async () => {
    const envelope = '"source":[{"prefix":"sh"}],"detail-type":["order"],"resources":["arn:two"]';
    expect(await matches(`{"detail":{"a":[1]},${envelope}}`, '{"a":1}')).toBe(true);
    expect(await matches(`{"detail":{"a":[1]},"resources":["arn:three"]}`, '{"a":1}')).toBe(false);
  });
});
