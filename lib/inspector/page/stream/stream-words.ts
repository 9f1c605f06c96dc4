import { counted, words } from '../words.ts';

const number = { en: new Intl.NumberFormat('en'), ru: new Intl.NumberFormat('ru') };
const of = {
  en: counted('en', { one: '# event', other: '# events' }),
  // «из 21 события», «из 22 событий»
  ru: counted('ru', { one: '# события', other: '# событий' }),
};

/** What the stream says. */
export const useStreamWords = words({
  en: {
    title: 'Events',
    columns: {
      ...{ at: 'Time', event: 'Event', portal: 'Portal', connector: 'Connector', line: 'Line' },
      ...{ chat: 'Chat', outcome: 'Outcome', took: 'Took' },
    },
    any: {
      ...{ at: 'Any time, 14:05', took: 'Any duration' },
      ...{ event: 'Any event', outcome: 'Any outcome', portal: 'Any portal' },
      ...{ connector: 'Any connector', line: 'Any line', chat: 'Any chat' },
    },
    milliseconds: (n: string) => `${n} ms`,
    orMore: (n: number) => `${number.en.format(n)} ms or more`,
    search: 'Search in everything',
    filters: (active: number) => (active === 0 ? 'Filters' : `Filters (${active})`),
    clear: 'Clear filters',
    pause: 'Pause',
    resume: (held: number) => (held === 0 ? 'Resume' : `Resume (${number.en.format(held)} new)`),
    empty: 'Empty the list',
    count: (shown: number, all: number) => `${number.en.format(shown)} of ${of.en(all)}`,
    noMatch: 'No event passes these filters.',
    keys: 'Keys',
    keysTitle: 'Keyboard shortcuts',
    keyHelp: {
      search: 'search',
      pause: 'pause, and go on',
      move: 'select another row',
      ends: 'newest, oldest',
      open: 'open the selected row',
      keys: 'show these keys',
    },
  },
  ru: {
    title: 'События',
    columns: {
      ...{ at: 'Время', event: 'Событие', portal: 'Портал', connector: 'Коннектор', line: 'Линия' },
      ...{ chat: 'Чат', outcome: 'Итог', took: 'Заняло' },
    },
    any: {
      ...{ at: 'Любое, 14:05', took: 'Любое' },
      ...{ event: 'Любое событие', outcome: 'Любой итог', portal: 'Любой портал' },
      ...{ connector: 'Любой коннектор', line: 'Любая линия', chat: 'Любой чат' },
    },
    milliseconds: (n) => `${n} мс`,
    orMore: (n) => `от ${number.ru.format(n)} мс`,
    search: 'Искать во всём',
    filters: (active) => (active === 0 ? 'Фильтры' : `Фильтры (${active})`),
    clear: 'Сбросить фильтры',
    pause: 'Пауза',
    resume: (held) => (held === 0 ? 'Продолжить' : `Продолжить (новых: ${number.ru.format(held)})`),
    empty: 'Очистить список',
    count: (shown, all) => `${number.ru.format(shown)} из ${of.ru(all)}`,
    noMatch: 'Нет событий, которые проходят через эти фильтры.',
    keys: 'Клавиши',
    keysTitle: 'Клавиши',
    keyHelp: {
      search: 'поиск',
      pause: 'пауза и продолжение',
      move: 'выбрать другую строку',
      ends: 'самая новая, самая старая',
      open: 'открыть выбранную строку',
      keys: 'показать эти клавиши',
    },
  },
});
