import { describe, expect, it } from 'vitest';
import { ageOf, numberOf, timeOf } from '../../../lib/inspector/page/format.ts';

describe('timeOf', () => {
  const time = new Date(2026, 10, 22, 4, 3, 5, 7).toISOString();

  it('shows a time where the browser is, to the millisecond', () => {
    expect([timeOf(time, 'en'), timeOf(time, 'ru')]).toEqual(['04:03:05.007', '04:03:05,007']);
  });

  it('leaves what is no time as it is', () => {
    expect(timeOf('soon', 'en')).toBe('soon');
  });
});

describe('ageOf', () => {
  const now = Date.parse('2026-11-22T12:00:00.000Z');

  it.each([
    ['2026-11-22T12:00:00.400Z', 'now', 'сейчас'],
    ['2026-11-22T11:59:01.000Z', '59 seconds ago', '59 секунд назад'],
    ['2026-11-22T11:57:01.000Z', '2 minutes ago', '2 минуты назад'],
    ['2026-11-22T07:00:00.000Z', '5 hours ago', '5 часов назад'],
    ['2026-11-01T12:00:00.000Z', '21 days ago', '21 день назад'],
    ['2026-11-22T12:10:00.000Z', 'in 10 minutes', 'через 10 минут'],
    ['soon', 'soon', 'soon'],
  ])('%s', (time, english, russian) => {
    expect([ageOf(time, 'en', now), ageOf(time, 'ru', now)]).toEqual([english, russian]);
  });
});

describe('numberOf', () => {
  it('writes a number as people do', () => {
    expect([numberOf(12_345.6, 'en'), numberOf(12_345.6, 'ru')]).toEqual(['12,345.6', '12\u00a0345,6']);
  });
});
