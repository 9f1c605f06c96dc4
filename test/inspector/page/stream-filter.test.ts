import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  activeFilters,
  filtering,
  noFilters,
  portalNameOf,
} from '../../../lib/inspector/page/stream/filter.ts';
import type { Row } from '../../../lib/inspector/protocol.ts';
import { publishedWith, rowOf } from './stream-rows.ts';

const started = rowOf(1);
const finished = rowOf(2, { event: 'OnSessionFinish', line: 9, chat: 'Alice/7', took: 50 });
const refused: Row = { seq: 3, at: started.at, event: 'OnSessionStart', outcome: 'refused', why: 'no auth' };
const clock = new Date(started.at).toTimeString().slice(0, 8);
const rows = [started, finished, refused];

describe('the filters', () => {
  it.each([
    ['none', {}, [refused, finished, started]],
    ['the event', { event: 'OnSessionStart' }, [refused, started]],
    ['the outcome', { outcome: 'refused' }, [refused]],
    ['the portal', { portal: 'a223c6b3710f85df22e9377d6c4f7553' }, [finished, started]],
    ['the connector', { connector: 'livechat' }, [finished, started]],
    ['the line', { line: '9' }, [finished]],
    ['a line whose number begins alike', { line: '12' }, []],
    ['a part of the chat, in any case', { chat: ' alice ' }, [finished]],
    ['the beginning of the time of day', { at: ` ${clock.slice(0, 4)}` }, [refused, finished, started]],
    ['another time of day', { at: `${clock}9` }, []],
    ['the least time taken', { took: '50' }, [finished]],
    ['the search', { search: 'auth' }, [refused]],
    ['several', { event: 'OnSessionStart', outcome: 'published' }, [started]],
  ])('let pass, newest first: %s', (_, filters, left) => {
    expect(filtering({ ...noFilters, ...filters })(rows)).toStrictEqual(left);
  });

  it('leave the rows they are given as they are', () => {
    const given = [...rows];
    filtering(noFilters)(given);
    expect(given).toStrictEqual(rows);
  });

  it('are counted where they hold something back', () => {
    expect(activeFilters(noFilters)).toBe(0);
    expect(activeFilters({ ...noFilters, chat: ' ' })).toBe(0);
    expect(activeFilters({ ...noFilters, chat: '7', outcome: 'stored' })).toBe(2);
  });
});

describe('the filters of a stream that goes on', () => {
  const isEven = { ...noFilters, search: 'even' };
  const numbered = (from: number, to: number): Row[] =>
    Array.from({ length: to - from + 1 }, (_, n) =>
      rowOf(from + n, { why: (from + n) % 2 === 0 ? 'even' : 'odd' }),
    );

  it('let pass what they would of all rows at once', () => {
    const all = numbered(1, 60);
    const windows = fc.array(fc.tuple(fc.nat(60), fc.nat(60)), { minLength: 1 });
    fc.assert(
      fc.property(windows, (parts) => {
        const filter = filtering(isEven);
        for (const [one, other] of parts) {
          const rows = all.slice(Math.min(one, other), Math.max(one, other));
          expect(filter(rows)).toStrictEqual(filtering(isEven)(rows));
        }
      }),
    );
  });

  it('start anew with another run, whose rows have the same numbers', () => {
    const filter = filtering(isEven);
    filter(numbered(1, 4));
    const others = numbered(2, 2);
    expect(filter(others)).toStrictEqual(others);
    expect(filter(others)[0]).toBe(others[0]);
  });

  it('give the same array as long as it stays right', () => {
    const all = numbered(1, 5);
    const filter = filtering(isEven);
    const first = filter(all.slice(0, 4));
    expect(filter(all)).toBe(first);
    expect(filter(all.slice(1))).toBe(first);
    expect(filter(all.slice(2))).toStrictEqual([all[3]]);
  });
});

describe('a portal', () => {
  it.each([
    [
      'its domain',
      rowOf(1, { published: publishedWith('', 'example.bitrix24.com') }),
      'example.bitrix24.com',
    ],
    ['its member_id, where no event tells the domain', started, 'a223c6b3710f85df22e9377d6c4f7553'],
    ['nothing, where nobody knows it', refused, undefined],
  ])('is called by %s', (_, row, name) => {
    expect(portalNameOf(row)).toBe(name);
  });
});
