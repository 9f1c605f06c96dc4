import { describe, expect, test } from 'vitest';
import { filterPolicy } from '../../lib/consumer/filter-policy.ts';
import { pattern } from '../../lib/consumer/pattern.ts';
import { events as known } from '../../lib/consumer/shapes.ts';

const portal = 'a223c6b3710f85df22e9377d6c4f7553';

describe.each([
  ['a pattern', pattern],
  ['a filter policy', filterPolicy],
])('%s', (_, make) => {
  // As JavaScript without types would call it.
  const from = (filter: unknown) => () => make(filter as object);
  const names = Object.keys(known).join(', ');

  test('names a value once that is given twice', () => {
    expect(make({ event: ['OnAppTest', 'OnAppTest'], portal: ['x', 'x'] })).toEqual(
      make({ event: 'OnAppTest', portal: 'x' }),
    );
  });

  test('takes a field that is undefined for one that is left out', () => {
    expect(from({ event: undefined, line: undefined })()).toEqual(make());
  });

  test.each<[string, unknown, string]>([
    [
      'a field that there is not',
      { events: 'OnAppTest' },
      'The filter has a field events; there are event, portal, connector, line, version.',
    ],
    [
      'the name alone',
      'OnAppTest',
      'The filter has a field 0; there are event, portal, connector, line, version.',
    ],
    [
      'an event in upper case',
      { event: 'ONAPPTEST' },
      `The filter's event "ONAPPTEST" is not one of ${names}.`,
    ],
    [
      'one unknown event of two',
      { event: ['OnAppTest', 'constructor'] },
      `The filter's event "constructor" is not one of ${names}.`,
    ],
    [
      'no event',
      { event: [] },
      "The filter's event is an empty array: name at least one, or leave event out.",
    ],
    [
      'no portal',
      { portal: [] },
      "The filter's portal is an empty array: name at least one, or leave portal out.",
    ],
    ['no line', { line: [] }, "The filter's line is an empty array: name at least one, or leave line out."],
    [
      'a domain as the portal',
      { portal: 'some-domain.bitrix24.com' },
      'The filter\'s portal "some-domain.bitrix24.com" is not the member_id of a portal.',
    ],
    [
      'a URN as the portal',
      { portal: `urn:bitrix24:portal:${portal}` },
      `The filter's portal "urn:bitrix24:portal:${portal}" is not the member_id of a portal.`,
    ],
    ['an empty connector', { connector: '' }, 'The filter\'s connector "" is not the code of a connector.'],
    [
      'null as the connector',
      { connector: null },
      "The filter's connector null is not the code of a connector.",
    ],
    [
      'a line as text',
      { line: '107' },
      'The filter\'s line "107" is not the id of an Open Line, a whole number from 1.',
    ],
    [
      'half a line',
      { line: [1, 1.5] },
      "The filter's line 1.5 is not the id of an Open Line, a whole number from 1.",
    ],
    ['line 0', { line: 0 }, "The filter's line 0 is not the id of an Open Line, a whole number from 1."],
    [
      'a line that a number cannot hold',
      { line: 2 ** 53 },
      "The filter's line 9007199254740992 is not the id of an Open Line, a whole number from 1.",
    ],
    [
      'a connector of an event that has none',
      { event: ['OnSessionStart', 'OnImConnectorLineDelete'], connector: 'x' },
      'OnImConnectorLineDelete never has a connector, so it would never match: leave one of them out.',
    ],
    [
      'a line of an event that has none',
      { event: 'AppHealthChanged', line: 1 },
      'AppHealthChanged never has a line, so it would never match: leave one of them out.',
    ],
    [
      'a version as text',
      { event: 'OnAppTest', version: 'v1' },
      'The filter\'s version "v1" is not a version, a whole number from 1.',
    ],
    [
      'a version of no event',
      { version: 1 },
      "The filter's version needs event: each event has versions of its own.",
    ],
    [
      'a version that is not known',
      { event: 'OnAppTest', version: 2 },
      "The filter's version 2 is not known to this release of b24bus, only up to 1.",
    ],
    [
      'a version that is not known beside one that is',
      { event: 'OnAppTest', version: [1, 2] },
      "The filter's version 2 is not known to this release of b24bus, only up to 1.",
    ],
  ])('is not made of %s', (_name, filter, message) => {
    expect(from(filter)).toThrow(new TypeError(message));
  });
});
