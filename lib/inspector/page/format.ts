import type { Language } from './words.ts';

// Making a format costs more than using it a thousand times.
const made = <Format>(make: (language: Language) => Format): ((language: Language) => Format) => {
  const formats: Partial<Record<Language, Format>> = {};
  return (language) => {
    formats[language] ??= make(language);
    return formats[language];
  };
};

const times = made(
  (language) =>
    new Intl.DateTimeFormat(language, {
      ...{ hour: '2-digit', minute: '2-digit', second: '2-digit' },
      ...{ fractionalSecondDigits: 3, hourCycle: 'h23' },
    }),
);

const ages = made((language) => new Intl.RelativeTimeFormat(language, { numeric: 'auto' }));

const numbers = made((language) => new Intl.NumberFormat(language));

/** `14:03:05.123`, where the browser is. What is no time stays as it is. */
export const timeOf = (rfc3339: string, language: Language): string => {
  const time = Date.parse(rfc3339);
  return Number.isNaN(time) ? rfc3339 : times(language).format(time);
};

const units = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

/** `3 minutes ago`. What is no time stays as it is. */
export const ageOf = (rfc3339: string, language: Language, now: number = Date.now()): string => {
  const time = Date.parse(rfc3339);
  if (Number.isNaN(time)) return rfc3339;
  const seconds = Math.round((time - now) / 1000);
  const [unit, length] = units.find(([, size]) => Math.abs(seconds) >= size) ?? ['second', 1];
  return ages(language).format(Math.trunc(seconds / length), unit);
};

/** `12,345`. */
export const numberOf = (n: number, language: Language): string => numbers(language).format(n);
