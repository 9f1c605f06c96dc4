import { useSyncExternalStore } from 'react';

export const languages = ['en', 'ru'] as const;

export type Language = (typeof languages)[number];

const KEPT_AS = 'b24bus-language';

/** Storage throws where the browser forbids it; the choice then lasts as long as the page. */
const kept = (): string | null => {
  try {
    return localStorage.getItem(KEPT_AS);
  } catch {
    return null;
  }
};

const keep = (language: Language): void => {
  try {
    localStorage.setItem(KEPT_AS, language);
  } catch {
    // See above.
  }
};

const isLanguage = (name: string | null): name is Language => languages.some((language) => language === name);

const preferred = (): Language => {
  const chosen = kept();
  if (isLanguage(chosen)) return chosen;
  return navigator.language.startsWith('ru') ? 'ru' : 'en';
};

let current: Language | undefined;
const listeners = new Set<() => void>();

/** The chosen language; the browser's until one is chosen. */
export const languageNow = (): Language => {
  current ??= preferred();
  return current;
};

const choose = (language: Language): void => {
  current = language;
  keep(language);
  for (const listener of listeners) listener();
};

const listen = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** The chosen language, and what chooses another one, for all of the page and for the next visit. */
export const useLanguage = (): [Language, (language: Language) => void] => [
  useSyncExternalStore(listen, languageNow),
  choose,
];

/**
 * A hook that gives the dictionary of the chosen language. Values are texts, or functions that make them; Russian has
 * the keys that English has, or it does not compile.
 */
export const words =
  <T extends object>(dictionaries: { readonly en: T; readonly ru: NoInfer<T> }): (() => T) =>
  () =>
    dictionaries[useLanguage()[0]];

/** Texts by the plural categories of a language, with `#` for the number: `{ one: '# event', other: '# events' }`. */
type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string };

/** Says a number of things: `counted('ru', { one: '# событие', few: '# события', other: '# событий' })(3)`. */
export const counted = (language: Language, forms: Forms): ((n: number) => string) => {
  const rules = new Intl.PluralRules(language);
  const format = new Intl.NumberFormat(language);
  return (n) => (forms[rules.select(n)] ?? forms.other).replace('#', format.format(n));
};
