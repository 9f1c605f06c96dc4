import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { counted, words } from '../../../lib/inspector/page/words.ts';

/** The module as a page loads it in a browser with this language and storage. */
const loadedWith = async (language: string, storage: Partial<Storage>) => {
  vi.resetModules();
  vi.stubGlobal('navigator', { language });
  vi.stubGlobal('localStorage', storage);
  return import('../../../lib/inspector/page/words.ts');
};

const holding = (value: string | null): Partial<Storage> => ({ getItem: () => value });

const forbidden: Partial<Storage> = {
  getItem: () => {
    throw new DOMException('The operation is insecure.', 'SecurityError');
  },
};

beforeEach(() => {
  vi.unstubAllGlobals();
});

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('the language', () => {
  it.each([
    ["the browser's, where none was chosen", 'ru-RU', holding(null), 'ru'],
    ['English in every other browser', 'de', holding(null), 'en'],
    ['the one that was chosen', 'ru', holding('en'), 'en'],
    ["the browser's, where what is kept is no language of ours", 'ru', holding('fr'), 'ru'],
    ["the browser's, where nothing may be kept", 'ru', forbidden, 'ru'],
  ])('is %s', async (_, language, storage, expected) => {
    const { languageNow } = await loadedWith(language, storage);
    expect(languageNow()).toBe(expected);
  });
});

describe('counted', () => {
  it.each([
    [1, '1 event', '1 событие'],
    [3, '3 events', '3 события'],
    [11, '11 events', '11 событий'],
    [21, '21 events', '21 событие'],
    [12_345, '12,345 events', '12\u00a0345 событий'],
  ])('%i', (n, english, russian) => {
    const say = {
      en: counted('en', { one: '# event', other: '# events' }),
      ru: counted('ru', { one: '# событие', few: '# события', other: '# событий' }),
    };
    expect(say.en(n)).toBe(english);
    expect(say.ru(n)).toBe(russian);
  });
});

describe('a dictionary', () => {
  it('does not compile where the languages do not have the same keys', () => {
    words({ en: { a: 'one', b: (n: number) => `${n}` }, ru: { a: 'один', b: (n: number) => `${n}` } });
    // @ts-expect-error: Russian lacks a text.
    words({ en: { a: 'one', b: 'two' }, ru: { a: 'один' } });
    // @ts-expect-error: English lacks a text.
    words({ en: { a: 'one' }, ru: { a: 'один', b: 'два' } });
    // @ts-expect-error: a text is not what makes one.
    words({ en: { a: (n: number) => `${n}` }, ru: { a: 'один' } });
  });
});
