import { TestEventPatternCommand } from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startEndpoint } from './eventbridge-endpoint.ts';

let local: Awaited<ReturnType<typeof startEndpoint>>;
beforeAll(async () => {
  local = await startEndpoint();
});
afterAll(() => local.close());

const event = { id: '1', account: '0', source: 's', time: 't', region: 'r', 'detail-type': 'd', detail: {} };
const testPattern = (EventPattern: string, Event = JSON.stringify(event)) =>
  local.events.send(new TestEventPatternCommand({ EventPattern, Event }));

describe('a pattern is invalid', () => {
  const or = (count: number, name: string) =>
    `"${name}":{"$or":[${Array.from({ length: count }, (_, n) => `{"f${n}":[1]}`).join(',')}]}`;

  test.each([
    ['that is not JSON', '{"a":', ''],
    ['that is an array', '["a"]', 'Filter is not an object'],
    ['that is empty', '{}', 'Empty objects are not allowed'],
    ['with an empty object', '{"a":{}}', 'Empty objects are not allowed'],
    ['with a bare string', '{"a":"x"}', '"a" must be an object or an array'],
    ['with a bare number', '{"a":42}', '"a" must be an object or an array'],
    ['with an empty array', '{"a":[]}', 'Empty arrays are not allowed'],
    [
      'with an array in an array',
      '{"a":[["x"]]}',
      'Match value must be String, number, true, false, or null',
    ],
    ['with an empty expression', '{"a":[{}]}', 'Match expression name not found'],
    [
      'with two operators in one expression',
      '{"a":[{"prefix":"x","suffix":"y"}]}',
      'Only one key allowed in match expression',
    ],
    ['with an unknown operator', '{"a":[{"EXISTS":true}]}', 'Unrecognized match type EXISTS'],
    [
      'with an inherited name as operator',
      '{"a":[{"constructor":1}]}',
      'Unrecognized match type constructor',
    ],
    ['with a numeric prefix', '{"a":[{"prefix":123}]}', 'prefix match pattern must be a string'],
    ['with a list of suffixes', '{"a":[{"suffix":[".png"]}]}', 'suffix match pattern must be a string'],
    [
      'with a list for equals-ignore-case',
      '{"a":[{"equals-ignore-case":["x"]}]}',
      'equals-ignore-case match pattern must be a string',
    ],
    ['with a numeric wildcard', '{"a":[{"wildcard":123}]}', 'wildcard match pattern must be a string'],
    ['with two stars in a row', '{"a":[{"wildcard":"ab**"}]}', 'Consecutive wildcard characters at pos 3'],
    ['with a stray backslash', '{"a":[{"wildcard":"a\\\\b"}]}', 'Invalid escape character at pos 1'],
    [
      'with anything-but null',
      '{"a":[{"anything-but":null}]}',
      'Value of anything-but must be an array or single string/number value.',
    ],
    ['with anything-but of mixed types', '{"a":[{"anything-but":["x",1]}]}', 'mixed type is not supported'],
    ['with anything-but of nothing', '{"a":[{"anything-but":[]}]}', 'Empty arrays are not allowed'],
    [
      'with an empty anything-but prefix',
      '{"a":[{"anything-but":{"prefix":""}}]}',
      'Null prefix/suffix not allowed',
    ],
    [
      'with a numeric anything-but suffix',
      '{"a":[{"anything-but":{"suffix":[1]}}]}',
      'prefix/suffix match pattern must be a string',
    ],
    [
      'with a numeric anything-but wildcard',
      '{"a":[{"anything-but":{"wildcard":1}}]}',
      'wildcard match pattern must be a string',
    ],
    [
      'with anything-but numbers ignoring case',
      '{"a":[{"anything-but":{"equals-ignore-case":[1]}}]}',
      'Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.',
    ],
    [
      'with anything-but a prefix ignoring case',
      '{"a":[{"anything-but":{"prefix":{"equals-ignore-case":"x"}}}]}',
      'Value of anything-but must be an array or single string/number value.',
    ],
    ['with an operator in capitals', '{"a":[{"NUMERIC":["=",5]}]}', 'Unrecognized match type NUMERIC'],
    ['with a range that opens twice', '{"a":[{"numeric":[">",0,">",0]}]}', 'Bad numeric range operator: >'],
    [
      'with a range that starts at its top',
      '{"a":[{"numeric":["<",5,">",0]}]}',
      'Too many elements in numeric expression',
    ],
    ['with a range without its end', '{"a":[{"numeric":[">",0,"<"]}]}', 'Value of < must be numeric'],
    ['with an empty range', '{"a":[{"numeric":[">",5,"<",5]}]}', 'Bottom must be less than top'],
    [
      'with an unknown numeric operator',
      '{"a":[{"numeric":["!=",5]}]}',
      'Unrecognized numeric range operator: !=',
    ],
    [
      'with a number beyond five billion',
      '{"a":[{"numeric":["<",5000000001]}]}',
      'Value must be between -5.0E9 and 5.0E9, inclusive',
    ],
    [
      'with exists of text',
      '{"a":[{"exists":"true"}]}',
      'exists match pattern must be either true or false.',
    ],
    ['with cidr of an address alone', '{"a":[{"cidr":"10.0.0.1"}]}', "Malformed CIDR, one '/' required"],
    ['with cidr of a made-up address', '{"a":[{"cidr":"xx.11.xx/8"}]}', 'Nonstandard IP address: xx.11.xx'],
    [
      'with cidr of a made-up mask',
      '{"a":[{"cidr":"10.0.0.0/xx"}]}',
      'Malformed CIDR, mask bits must be an integer',
    ],
    ['with cidr of a mask too wide', '{"a":[{"cidr":"10.0.0.0/33"}]}', 'mask bits'],
    [
      'with $or of one object',
      '{"$or":[{"a":[1]}]}',
      'There must have at least 2 Objects in $or relationship.',
    ],
    ['with $or of an object', '{"$or":{"a":[1]}}', 'It must be an Array followed with $or.'],
    ['with $or of values', '{"$or":["x","y"]}', 'Only JSON object is allowed in array of $or relationship.'],
    ['with an operator name inside $or', '{"$or":[{"prefix":["a"]},{"b":[1]}]}', 'cannot be used inside $or'],
    [
      'with over 1,000 $or combinations',
      `{${or(10, 'a')},${or(10, 'b')},${or(11, 'c')}}`,
      '1000 combinations',
    ],
  ])('%s', async (_what, pattern, reason) => {
    const error = await testPattern(pattern).catch((refusal) => refusal);
    expect(error).toMatchObject({
      name: 'InvalidEventPatternException',
      message: expect.stringMatching(/^Event pattern is not valid\. Reason: ./),
    });
    expect(error.message).toContain(reason);
  });

  test('no longer with exactly 1,000 $or combinations', async () => {
    const pattern = `{${or(10, 'a')},${or(10, 'b')},${or(10, 'c')}}`;
    expect(await testPattern(pattern)).toMatchObject({ Result: false });
  });
});

describe('TestEventPattern', () => {
  test.each([
    ['that is not JSON', 'plain text'],
    ['that is no object', '[]'],
    ['without a mandatory member', JSON.stringify({ ...event, 'detail-type': undefined })],
  ])('refuses an event %s', async (_what, text) => {
    await expect(testPattern('{"source":["s"]}', text)).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'Parameter Event is not valid.',
    });
  });
});
