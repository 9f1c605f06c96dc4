import type { Language } from './words.ts';

const clock = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;

const times = { en: new Intl.DateTimeFormat('en', clock), ru: new Intl.DateTimeFormat('ru', clock) };

const days = {
  en: new Intl.DateTimeFormat('en', { dateStyle: 'long' }),
  ru: new Intl.DateTimeFormat('ru', { dateStyle: 'long' }),
};

/** `14:03:05` of Unix milliseconds, where the browser is: portals tell no more than the second. */
export const clockOf = (time: number, language: Language): string => times[language].format(time);

/** `March 17, 2026` of Unix milliseconds, where the browser is. */
export const dayOf = (time: number, language: Language): string => days[language].format(time);
