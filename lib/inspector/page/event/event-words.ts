import { counted, words } from '../words.ts';
import type { RecordId, UseId } from './panels.ts';

type EventWords = {
  readonly title: (seq: number) => string;
  readonly loading: string;
  readonly ways: string;
  readonly all: string;
  readonly older: string;
  readonly newer: string;
  readonly facts: Readonly<Record<'at' | 'took' | 'portal' | 'connector' | 'line' | 'chat' | 'size', string>>;
  readonly milliseconds: (n: string) => string;
  readonly bytes: (n: number) => string;
  readonly wire: string;
  readonly wireHint: string;
  readonly noWire: Readonly<Record<'stack' | 'local', string>>;
  readonly noForm: string;
  readonly event: string;
  readonly eventHint: string;
  readonly noEvent: string;
  readonly errors: string;
  readonly error: string;
  readonly feeds: string;
  readonly comesFrom: string;
  readonly unmapped: string;
  readonly other: string;
  readonly values: (n: number) => string;
  readonly whole: (n: number) => string;
  readonly use: string;
  readonly uses: Readonly<Record<UseId, string>>;
  readonly useHints: Readonly<Record<UseId, string>>;
  readonly records: string;
  readonly record: Readonly<Record<RecordId, string>>;
  readonly recordHints: Readonly<Record<RecordId, string>>;
  readonly copy: (what: string) => string;
  readonly copied: (what: string) => string;
  readonly notCopied: string;
};

export const useEventWords = words<EventWords>({
  en: {
    title: (seq) => `Event ${seq}`,
    loading: 'Loading…',
    ways: 'Other events',
    all: 'All events',
    older: 'Older',
    newer: 'Newer',
    facts: {
      ...{ at: 'Came in', took: 'Answered in', portal: 'Portal', connector: 'Connector' },
      ...{ line: 'Line', chat: 'Chat', size: 'Body' },
    },
    milliseconds: (n) => `${n} ms`,
    bytes: counted('en', { one: '# byte', other: '# bytes' }),
    wire: 'What the portal posted',
    wireHint:
      'The body, decoded. An arrow leads to the field that a value feeds. What has no arrow repeats another value, or is about the request.',
    noWire: {
      stack:
        'A deployed stack does not keep what the portal posted: there is only what was published. A local run shows both.',
      local: 'What the portal posted is not kept any more: this run has had too many requests since.',
    },
    noForm: 'The body could not be decoded as a form.',
    event: 'What b24bus made of it',
    eventHint: 'The event as consumers get it. An arrow leads to the value that a field comes from.',
    noEvent: 'No event was made of it.',
    errors: 'What is wrong',
    error: 'Error',
    feeds: 'feeds',
    comesFrom: 'comes from',
    unmapped: 'unmapped',
    other: 'another event',
    values: counted('en', { one: '# value', other: '# values' }),
    whole: counted('en', { one: 'Show all # character', other: 'Show all # characters' }),
    use: 'Use it',
    uses: {
      ...{ event: 'Event', consumer: 'Consumer', pattern: 'Rule pattern', policy: 'SNS filter policy' },
      curl: 'curl',
    },
    useHints: {
      event: 'The CloudEvent, as it is in EventBridge’s detail and in the SNS message.',
      consumer:
        'A Lambda function in TypeScript for events of this kind, from EventBridge, SNS or SQS. The README says under “Consume” how to install b24bus/consumer.',
      pattern: 'An EventBridge rule on the bus with this pattern takes it. Delete what should not matter.',
      policy:
        'A subscription of the topic with this filter policy (scope MessageAttributes) takes it. Delete what should not matter.',
      curl: 'Posts the same body again. Secrets are masked; set TOKEN to the portal’s application token first. That of the demo portal is in every sample in test/wire.',
    },
    records: 'On record',
    record: {
      ...{ eventbridge: 'EventBridge entry', sns: 'SNS message', answer: 'Answer', form: 'Raw form' },
      log: 'Log',
    },
    recordHints: {
      eventbridge: 'The entry of PutEvents, as sent.',
      sns: 'The entry of PublishBatch, as sent.',
      answer: 'What the portal was answered.',
      form: 'The body as posted, its secrets masked.',
      log: 'What the function logged about the request.',
    },
    copy: (what) => `Copy: ${what}`,
    copied: (what) => `Copied: ${what}`,
    notCopied: 'The browser does not let the page copy. Select the text and copy it yourself.',
  },
  ru: {
    title: (seq) => `Событие ${seq}`,
    loading: 'Загрузка…',
    ways: 'Другие события',
    all: 'Все события',
    older: 'Раньше',
    newer: 'Позже',
    facts: {
      ...{ at: 'Получено', took: 'Ответ за', portal: 'Портал', connector: 'Коннектор' },
      ...{ line: 'Линия', chat: 'Чат', size: 'Тело' },
    },
    milliseconds: (n) => `${n} мс`,
    bytes: counted('ru', { one: '# байт', few: '# байта', many: '# байт', other: '# байта' }),
    wire: 'Что прислал портал',
    wireHint:
      'Тело запроса в разобранном виде. Стрелка ведёт к полю, в которое попало значение. Без стрелки — то, что повторяет другое значение или относится к самому запросу.',
    noWire: {
      stack:
        'Развёрнутый стек не хранит то, что прислал портал: видно только опубликованное. Локальный запуск показывает и то и другое.',
      local: 'То, что прислал портал, уже не хранится: с тех пор было слишком много запросов.',
    },
    noForm: 'Тело запроса не удалось разобрать как форму.',
    event: 'Что сделал из этого b24bus',
    eventHint: 'Событие, каким его получают подписчики. Стрелка ведёт к значению, из которого взято поле.',
    noEvent: 'Событие не получилось.',
    errors: 'Что не так',
    error: 'Ошибка',
    feeds: 'попадает в',
    comesFrom: 'взято из',
    unmapped: 'без соответствия',
    other: 'другое событие',
    values: counted('ru', {
      ...{ one: '# значение', few: '# значения', many: '# значений', other: '# значения' },
    }),
    whole: counted('ru', {
      ...{ one: 'Показать весь # символ', few: 'Показать все # символа' },
      ...{ many: 'Показать все # символов', other: 'Показать все # символа' },
    }),
    use: 'Пригодится',
    uses: {
      ...{ event: 'Событие', consumer: 'Подписчик', pattern: 'Шаблон правила' },
      ...{ policy: 'Фильтр подписки SNS', curl: 'curl' },
    },
    useHints: {
      event: 'CloudEvent, каким он лежит в detail EventBridge и в сообщении SNS.',
      consumer:
        'Функция Lambda на TypeScript для таких событий — из EventBridge, SNS или SQS. Как установить b24bus/consumer, сказано в README, в разделе «Consume».',
      pattern:
        'Правило EventBridge на шине с таким шаблоном получит это событие. Лишние условия можно удалить.',
      policy:
        'Подписка на тему SNS с таким фильтром (область MessageAttributes) получит это событие. Лишние условия можно удалить.',
      curl: 'Отправляет то же тело ещё раз. Секреты скрыты: сначала присвойте TOKEN токен приложения этого портала. Токен демонстрационного портала есть в каждом примере в test/wire.',
    },
    records: 'Что осталось в записях',
    record: {
      ...{ eventbridge: 'Запись EventBridge', sns: 'Сообщение SNS', answer: 'Ответ' },
      ...{ form: 'Исходная форма', log: 'Журнал' },
    },
    recordHints: {
      eventbridge: 'Запись PutEvents в том виде, в каком она отправлена.',
      sns: 'Запись PublishBatch в том виде, в каком она отправлена.',
      answer: 'Что ответили порталу.',
      form: 'Тело запроса, как оно пришло; секреты скрыты.',
      log: 'Что функция записала в журнал об этом запросе.',
    },
    copy: (what) => `Скопировать: ${what}`,
    copied: (what) => `Скопировано: ${what}`,
    notCopied: 'Браузер не даёт странице копировать. Выделите текст и скопируйте его сами.',
  },
});
