import type { Route } from './routes.ts';
import type { Connection } from './rows-store.ts';
import { words } from './words.ts';

type AppWords = {
  readonly skip: string;
  readonly views: string;
  readonly view: Readonly<Record<Route['view'], string>>;
  readonly connection: Readonly<Record<Connection, string>>;
  readonly language: string;
  readonly theme: string;
  readonly themes: Readonly<Record<'auto' | 'light' | 'dark', string>>;
  readonly loading: string;
  readonly broken: (message: string) => string;
  readonly reload: string;
};

export const useAppWords = words<AppWords>({
  en: {
    skip: 'Skip to the content',
    views: 'Views',
    view: {
      stream: 'Events',
      event: 'Event',
      conversations: 'Conversations',
      overview: 'Overview',
      queues: 'Queues',
      portals: 'Portals',
      send: 'Send',
    },
    connection: { connecting: 'connecting', open: 'live', lost: 'connection lost, trying again' },
    language: 'Language',
    theme: 'Theme',
    themes: { auto: 'As the system', light: 'Light', dark: 'Dark' },
    loading: 'Loading…',
    broken: (message) => `This view has stopped: ${message}`,
    reload: 'Reload the page',
  },
  ru: {
    skip: 'К содержанию',
    views: 'Разделы',
    view: {
      stream: 'События',
      event: 'Событие',
      conversations: 'Диалоги',
      overview: 'Обзор',
      queues: 'Очереди',
      portals: 'Порталы',
      send: 'Отправить',
    },
    connection: { connecting: 'подключение', open: 'на связи', lost: 'связь потеряна, пробуем снова' },
    language: 'Язык',
    theme: 'Тема',
    themes: { auto: 'Как в системе', light: 'Светлая', dark: 'Тёмная' },
    loading: 'Загрузка…',
    broken: (message) => `Раздел остановился: ${message}`,
    reload: 'Перезагрузить страницу',
  },
});
