import { numberOf } from '../format.ts';
import type { Language } from '../words.ts';

const percents = {
  en: new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 }),
  ru: new Intl.NumberFormat('ru', { style: 'percent', maximumFractionDigits: 1 }),
};

/** `12.5%` of 0.125. */
export const partOf = (share: number, language: Language): string => percents[language].format(share);

/** Two digits are enough to compare. */
export const figureOf = (value: number, language: Language): string =>
  numberOf(Math.round(value * 100) / 100, language);
