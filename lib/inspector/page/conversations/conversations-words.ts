import { counted, words } from '../words.ts';

/** The session's id goes in where it is known. */
const phase = (text: string, withId: string) => (session: number | undefined) =>
  session === undefined ? text : withId.replace('#', String(session));

const events = {
  en: counted('en', { one: '# event', other: '# events' }),
  ru: counted('ru', { one: '# событие', few: '# события', other: '# событий' }),
};

/** What the conversations say. */
export const useConversationsWords = words({
  en: {
    title: 'Conversations',
    events: events.en,
    list: 'All conversations',
    search: 'Search conversations',
    found: counted('en', { one: '# conversation', other: '# conversations' }),
    noMatch: 'No conversation has this in its texts, names or ids.',
    moreConversations: 'Show more conversations',
    gone: 'No event of this conversation is here any more.',
    empty:
      'A conversation gathers the events of one chat, from its start to its finish: who wrote what, what was changed or deleted, and whether your connector got it all.',
    chat: (id: string) => `Chat ${id}`,
    state: { open: 'open', finished: 'finished' },
    facts: {
      portal: 'Portal',
      connector: 'Connector',
      line: 'Open Line',
      id: 'Chat in Bitrix24',
      externalId: 'Chat in the external system',
      started: 'Started',
      finished: 'Finished',
    },
    startless: 'Its start is not among the events here.',
    earlierEntries: 'Show what was before',
    timeline: 'What happened',
    phase: {
      'session-started': phase('Session started', 'Session # started'),
      'session-finished': phase('Session finished', 'Session # finished'),
      'dialog-started': phase('Dialog started', 'Dialog of session # started'),
      'dialog-finished': phase('Dialog finished', 'Dialog of session # finished'),
    },
    faulty: 'An event of this chat is not on the bus.',
    others: counted('en', { other: 'and # more like it' }),
    customer: 'Customer',
    operator: 'Operator',
    system: 'System',
    noText: 'No text',
    file: (id: number | undefined) => (id === undefined ? 'A file' : `File ${id}`),
    files: 'Files',
    edited: (time: string) => `edited ${time}`,
    deleted: (time: string) => `deleted ${time}`,
    earlier: 'Earlier text',
    unseen: 'This message itself is not among the events here, only what became of it.',
    contradicted: (id: number | undefined) =>
      id === undefined
        ? 'A message of the same id came with another text.'
        : `Message ${id} came with another text, too.`,
  },
  ru: {
    title: 'Диалоги',
    events: events.ru,
    list: 'Все диалоги',
    search: 'Искать в диалогах',
    found: counted('ru', { one: '# диалог', few: '# диалога', other: '# диалогов' }),
    noMatch: 'Ни в одном диалоге этого нет: ни в текстах, ни в именах, ни в идентификаторах.',
    moreConversations: 'Показать ещё диалоги',
    gone: 'Событий этого диалога здесь больше нет.',
    empty:
      'Диалог собирает события одного чата от начала до конца: кто что написал, что изменено или удалено и всё ли получил ваш коннектор.',
    chat: (id) => `Чат ${id}`,
    state: { open: 'открыт', finished: 'завершён' },
    facts: {
      portal: 'Портал',
      connector: 'Коннектор',
      line: 'Открытая линия',
      id: 'Чат в Битрикс24',
      externalId: 'Чат во внешней системе',
      started: 'Начат',
      finished: 'Завершён',
    },
    startless: 'Начала среди событий здесь нет.',
    earlierEntries: 'Показать, что было раньше',
    timeline: 'Что произошло',
    phase: {
      'session-started': phase('Сессия началась', 'Сессия # началась'),
      'session-finished': phase('Сессия завершена', 'Сессия # завершена'),
      'dialog-started': phase('Диалог коннектора начат', 'Диалог коннектора в сессии # начат'),
      'dialog-finished': phase('Диалог коннектора завершён', 'Диалог коннектора в сессии # завершён'),
    },
    faulty: 'Событие этого чата не попало в шину.',
    others: counted('ru', { other: 'и ещё # таких же' }),
    customer: 'Клиент',
    operator: 'Оператор',
    system: 'Система',
    noText: 'Без текста',
    file: (id) => (id === undefined ? 'Файл' : `Файл ${id}`),
    files: 'Файлы',
    edited: (time) => `изменено ${time}`,
    deleted: (time) => `удалено ${time}`,
    earlier: 'Прежний текст',
    unseen: 'Самого сообщения среди событий здесь нет, только то, что с ним стало.',
    contradicted: (id) =>
      id === undefined
        ? 'Сообщение с тем же идентификатором пришло и с другим текстом.'
        : `Сообщение ${id} пришло и с другим текстом.`,
  },
});
