import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { finderOf } from '../../../lib/inspector/page/stream/search.ts';
import { publishedWith, rowOf } from './stream-rows.ts';

const message = rowOf(7, {
  event: 'OnOpenLineMessageAdd',
  published: publishedWith('Скажите: "Да" \\ or\nNo', 'example.bitrix24.com'),
});
const refused = rowOf(8, { outcome: 'refused', why: 'unknown portal, or wrong token' });

describe('the search', () => {
  it.each([
    ['nothing', '', true],
    ['spaces', '  ', true],
    ['a column, in any case', 'ONOPENLINE', true],
    ['a text of a client, in any case', 'скажите', true],
    ['words in any order and place', 'example livechat Да', true],
    ['a word that is not there beside one that is', 'livechat telegram', false],
    ['a text in quotes', '"Да"', true],
    ['a backslash', '\\', true],
    ['JSON as it is written', '"system":false', true],
    ['an attribute of the event', 'c77194fb', true],
    ['the name of a column', 'outcome', false],
  ])('for %s', (_, query, found) => {
    expect(finderOf(query)(message)).toBe(found);
  });

  it('finds why a row is not published', () => {
    expect([message, refused].filter(finderOf('wrong token'))).toStrictEqual([refused]);
  });

  it('finds every word of every text', () => {
    const texts = fc.string({
      unit: fc.constantFrom('a', 'B', 'я', 'Ж', '"', '\\', '/', ' ', '\n', '{', '😀'),
    });
    fc.assert(fc.property(texts, (text) => finderOf(text)(rowOf(1, { published: publishedWith(text) }))));
  });
});
