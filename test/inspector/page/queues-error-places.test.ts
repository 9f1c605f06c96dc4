import { describe, expect, it } from 'vitest';
import { errorPlaces } from '../../../lib/inspector/page/queues/error-places.ts';
import { keyed } from '../../../lib/inspector/page/queues/keyed.ts';

const body = { event: 'ONSESSIONSTART', data: { DATA: { '0': { connector: { line_id: 'x' } } } } };

const message = 'is wrong';

describe('where an error is shown in a body', () => {
  it.each([
    ['at its leaf', 'data.DATA.0.connector.line_id', 'data.DATA.0.connector.line_id', ''],
    ['at a container', 'data.DATA.0', 'data.DATA.0', ''],
    ['at the deepest container on the way', 'data.DATA.0.chat.id', 'data.DATA.0', 'chat.id'],
    ['at a text that is no container', 'event.name', 'event', 'name'],
    ['at the top', 'auth.domain', '', 'auth.domain'],
    ['at the top, whatever objects have by themselves', 'constructor.name', '', 'constructor.name'],
  ])('%s', (_, path, place, rest) => {
    expect(errorPlaces(body, [{ path, message }])).toEqual(new Map([[place, [{ path: rest, message }]]]));
  });

  it('beside others of the same place', () => {
    const errors = [
      { path: 'data.DATA.0.chat', message },
      { path: 'data.DATA.0.line', message },
    ];
    expect(errorPlaces(body, errors)).toEqual(
      new Map([
        [
          'data.DATA.0',
          [
            { path: 'chat', message },
            { path: 'line', message },
          ],
        ],
      ]),
    );
  });

  it('in a body that is one text', () => {
    expect(errorPlaces('107', [{ path: 'data', message }])).toEqual(
      new Map([['', [{ path: 'data', message }]]]),
    );
  });
});

describe('the key of what is in a queue', () => {
  it('is its name, counted where it is there more than once', () => {
    expect(keyed(['a', 'b', 'a', 'a'], (name) => name)).toEqual([
      ['a', 'a'],
      ['b', 'b'],
      ['a 2', 'a'],
      ['a 3', 'a'],
    ]);
  });
});
