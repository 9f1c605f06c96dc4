import { TestEventPatternCommand } from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startEndpoint } from './eventbridge-endpoint.ts';

let local: Awaited<ReturnType<typeof startEndpoint>>;
beforeAll(async () => {
  local = await startEndpoint();
});
afterAll(() => local.close());

/** Whether the filter matches the member `a` of the detail; all JSON text, so that numbers are sent as written. */
async function matches(filter: string, value: string): Promise<boolean | undefined> {
  const EventPattern = `{"detail":{"a":[${filter}]}}`;
  const head =
    '"id":"1","account":"0","source":"s","time":"2024-05-02T11:33:52Z","region":"r","detail-type":"d"';
  const Event = `{${head},"detail":{"a":${value}}}`;
  const { Result } = await local.events.send(new TestEventPatternCommand({ EventPattern, Event }));
  return Result;
}

describe('a comparison operator', () => {
  test.each([
    ['prefix', '{"prefix":"ab"}', ['"ab"', '"abc"', '["x","abc"]'], ['"xab"', '"ABC"', '1', 'null']],
    ['prefix ignoring case', '{"prefix":{"equals-ignore-case":"aB"}}', ['"ABc"', '"ab"'], ['"a"', '"cab"']],
    ['suffix', '{"suffix":"bc"}', ['"abc"'], ['"abcd"', '"aBC"', '1']],
    ['suffix ignoring case', '{"suffix":{"equals-ignore-case":".PNG"}}', ['"a.png"', '"A.Png"'], ['"png"']],
    ['equals-ignore-case', '{"equals-ignore-case":"Заказ"}', ['"зАКАЗ"'], ['"заказы"', '1', 'true']],
    [
      'wildcard',
      '{"wildcard":"a*b*c"}',
      ['"abc"', '"aXbYc"', '"abbcc"'],
      ['"ab"', '"acb"', '"xabc"', '"abcd"'],
    ],
    ['wildcard at both ends', '{"wildcard":"*/lib/*"}', ['"/lib/"', '"a/lib/b"'], ['"lib"', '"/lib"', '1']],
    ['wildcard with nothing to share', '{"wildcard":"ab*ba"}', ['"abba"'], ['"aba"', '"ab"']],
    ['wildcard with an escaped star', '{"wildcard":"a\\\\*b\\\\\\\\c*"}', ['"a*b\\\\c!"'], ['"aXb\\\\c"']],
    ['wildcard without a star', '{"wildcard":"abc"}', ['"abc"'], ['"abcd"']],
    [
      'anything-but a string',
      '{"anything-but":"x"}',
      ['"y"', '1', 'null', '["x","y"]'],
      ['"x"', '["x"]', '[]', '{}'],
    ],
    ['anything-but a number', '{"anything-but":0}', ['1', '"0"', 'false'], ['0', '0.0']],
    ['anything-but a list', '{"anything-but":["x","y"]}', ['"z"', 'null'], ['"x"', '"y"']],
    ['anything-but numbers', '{"anything-but":[1,2]}', ['3', '"1"'], ['1', '2.0']],
    ['anything-but a prefix', '{"anything-but":{"prefix":"ab"}}', ['"b"', '1', 'null'], ['"abc"']],
    ['anything-but prefixes', '{"anything-but":{"prefix":["a","b"]}}', ['"c"'], ['"a1"', '"b1"']],
    ['anything-but a suffix', '{"anything-but":{"suffix":".txt"}}', ['"a.rtf"'], ['"a.txt"']],
    [
      'anything-but suffixes',
      '{"anything-but":{"suffix":[".txt",".rtf"]}}',
      ['"a.png"'],
      ['"a.txt"', '"a.rtf"'],
    ],
    ['anything-but a wildcard', '{"anything-but":{"wildcard":"*/lib/*"}}', ['"/bin/a"', '7'], ['"/lib/a"']],
    [
      'anything-but wildcards',
      '{"anything-but":{"wildcard":["*/lib/*","*/bin/*"]}}',
      ['"/etc/a"'],
      ['"/bin/a"', '"/lib/a"'],
    ],
    [
      'anything-but ignoring case',
      '{"anything-but":{"equals-ignore-case":"x"}}',
      ['"y"', 'null'],
      ['"X"', '"x"'],
    ],
    [
      'anything-but a list ignoring case',
      '{"anything-but":{"equals-ignore-case":["x","y"]}}',
      ['"z"'],
      ['"X"', '"Y"'],
    ],
    ['numeric =', '{"numeric":["=",301.8]}', ['301.8', '3.018e2'], ['301', '"301.8"', 'null']],
    ['numeric <', '{"numeric":["<",10]}', ['9.99', '-1'], ['10', '"9"']],
    ['numeric <=', '{"numeric":["<=",10]}', ['10', '-5'], ['10.001']],
    [
      'numeric >',
      '{"numeric":[">",10]}',
      ['10.001', '5000000000'],
      ['10', '5000000001', '12345678901234567890'],
    ],
    ['numeric >=', '{"numeric":[">=",10]}', ['10', '101.0'], ['9.9', 'true']],
    ['numeric range', '{"numeric":[">",0,"<=",5]}', ['5', '0.1', '[9,3]'], ['0', '5.1']],
    ['exists true', '{"exists":true}', ['1', 'null', '""', '[1]'], ['[]', '{}', '{"b":1}']],
    ['exists false', '{"exists":false}', ['[]', '{}', '{"b":1}'], ['1', 'null', '""']],
    [
      'cidr of IPv4',
      '{"cidr":"10.0.0.0/24"}',
      ['"10.0.0.0"', '"10.0.0.255"'],
      ['"10.0.1.0"', '"::a00:1"', '"host"', '10'],
    ],
    ['cidr of one address', '{"cidr":"10.0.0.7/32"}', ['"10.0.0.7"'], ['"10.0.0.8"']],
    [
      'cidr of IPv6',
      '{"cidr":"2001:db8:1234:1a00::/56"}',
      ['"2001:db8:1234:1a00::1"'],
      ['"2001:db8:1235::1"', '"10.0.0.1"'],
    ],
  ])('matches by %s', async (_what, filter, yes, no) => {
    for (const value of yes) expect([value, await matches(filter, value)]).toEqual([value, true]);
    for (const value of no) expect([value, await matches(filter, value)]).toEqual([value, false]);
  });
});
