import { counted, words } from '../words.ts';

const events = {
  en: counted('en', { one: '# event', other: '# events' }),
  ru: counted('ru', { one: '# событие', few: '# события', other: '# событий' }),
};

/** What the overview says. Figures come as texts. */
export const useOverviewWords = words({
  en: {
    title: 'Overview',
    empty:
      'How many events come in, how fast they are answered and what becomes of them. There is none yet to count.',
    total: 'Events here',
    rate: 'Per second, last minute',
    median: 'Answer, median (p50)',
    p99: 'Answer, 99 of 100 within (p99)',
    published: 'On the bus',
    milliseconds: (value: string) => `${value} ms`,
    perSecond: 'Events per second',
    perSecondLabel: (minutes: number, all: number, most: string) =>
      `Events per second over the last ${minutes} minutes: ${events.en(all)}, at most ${most} per second.`,
    answers: 'Time to the answer, milliseconds',
    answersLabel: (minutes: number, median: string, p99: string) =>
      `Milliseconds to the answer over the last ${minutes} minutes: at most ${median} for the median, ${p99} for the 99th percentile.`,
    noAnswers: (minutes: number) => `No answer in the last ${minutes} minutes.`,
    untold: 'How long an answer takes is known of local runs only.',
    line: { rate: 'per second', median: 'median (p50)', p99: 'p99' },
    figures: 'The figures',
    time: 'Time',
    events: 'Events',
    quiet: 'Times without an event are left out.',
    byOutcome: 'By outcome',
    outcome: 'Outcome',
    byEvent: 'By event',
    event: 'Event',
    count: 'Events',
    share: 'Share',
  },
  ru: {
    title: 'Обзор',
    empty:
      'Сколько событий приходит, как быстро на них отвечают и что с ними становится. Считать пока нечего.',
    total: 'Событий здесь',
    rate: 'В секунду за последнюю минуту',
    median: 'Ответ, медиана (p50)',
    p99: 'Ответ, 99 из 100 не дольше (p99)',
    published: 'В шине',
    milliseconds: (value) => `${value} мс`,
    perSecond: 'Событий в секунду',
    perSecondLabel: (minutes, all, most) =>
      `Событий в секунду за последние ${minutes} минут: всего ${events.ru(all)}, не больше ${most} в секунду.`,
    answers: 'Время до ответа, миллисекунды',
    answersLabel: (minutes, median, p99) =>
      `Миллисекунд до ответа за последние ${minutes} минут: медиана не больше ${median}, 99-й процентиль не больше ${p99}.`,
    noAnswers: (minutes) => `За последние ${minutes} минут ответов не было.`,
    untold: 'Сколько времени занимает ответ, известно только о локальных запусках.',
    line: { rate: 'в секунду', median: 'медиана (p50)', p99: 'p99' },
    figures: 'Цифры',
    time: 'Время',
    events: 'События',
    quiet: 'Время без событий пропущено.',
    byOutcome: 'По итогу',
    outcome: 'Итог',
    byEvent: 'По событию',
    event: 'Событие',
    count: 'События',
    share: 'Доля',
  },
});
