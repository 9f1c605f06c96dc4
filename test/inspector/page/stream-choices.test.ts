import { describe, expect, it } from 'vitest';
import { gathering } from '../../../lib/inspector/page/stream/choices.ts';
import { publishedWith, rowOf } from './stream-rows.ts';

const named = rowOf(5, { published: publishedWith('', 'example.bitrix24.com') });
const example = { value: 'a223c6b3710f85df22e9377d6c4f7553', label: 'example.bitrix24.com' };

describe('the values to choose from', () => {
  it('are those seen, each once, in order', () => {
    const rows = [128, 9, 128, 64].map((line, n) => rowOf(n + 1, { line }));
    expect(gathering('line')(rows)).toStrictEqual([
      { value: '9', label: '9' },
      { value: '64', label: '64' },
      { value: '128', label: '128' },
    ]);
  });

  it('leave out rows that have none', () => {
    const { connector: _, ...without } = rowOf(1);
    expect(gathering('connector')([without])).toStrictEqual([]);
  });

  it('name a portal by its domain, where it is known', () => {
    const nameless = rowOf(6, { portal: '7c26232d59466bbc244b960223dc6b8a' });
    expect(gathering('portal')([named, nameless])).toStrictEqual([
      { value: '7c26232d59466bbc244b960223dc6b8a', label: '7c26232d59466bbc244b960223dc6b8a' },
      example,
    ]);
  });

  it.each([
    ['an earlier', [named, rowOf(6)]],
    ['a later', [rowOf(4), named]],
  ])('take the domain of a portal from %s event', (_, rows) => {
    expect(gathering('portal')(rows)).toStrictEqual([example]);
  });

  it('grow with the stream, also when rows leave it', () => {
    const rows = [1, 2, 3].map((line) => rowOf(line, { line }));
    const gather = gathering('line');
    expect(gather(rows.slice(0, 2)).map(({ value }) => value)).toStrictEqual(['1', '2']);
    expect(gather(rows.slice(1)).map(({ value }) => value)).toStrictEqual(['1', '2', '3']);
  });

  it('are the same array as long as nothing is new', () => {
    const rows = [rowOf(1), rowOf(2)];
    const gather = gathering('line');
    expect(gather(rows)).toBe(gather([...rows, rowOf(3)]));
  });

  it('are forgotten when the stream begins anew', () => {
    const gather = gathering('line');
    gather([rowOf(1, { line: 1 })]);
    expect(gather([rowOf(1, { line: 2 })])).toStrictEqual([{ value: '2', label: '2' }]);
    expect(gather([])).toStrictEqual([]);
  });
});
