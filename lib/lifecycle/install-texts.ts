import type { Language } from './installation.ts';

/** What the install page says. */
type Texts = {
  readonly installed: string;
  readonly failed: string;
  readonly portal: string;
  readonly bound: (count: number) => string;
  readonly none: string;
  readonly attention: string;
  readonly again: string;
  readonly details: string;
};

export const texts: Readonly<Record<Language, Texts>> = {
  en: {
    installed: 'b24bus is installed',
    failed: 'b24bus could not be installed',
    portal: 'Portal',
    bound: (count) => `Events that now go to your event bus: ${count}`,
    none: 'This installation was confirmed before; nothing has changed.',
    attention: 'This needs your attention',
    again: 'Nothing has been changed. Cure the cause, then open the application again.',
    details: 'In English:',
  },
  ru: {
    installed: 'b24bus установлен',
    failed: 'Не удалось установить b24bus',
    portal: 'Портал',
    bound: (count) => `События, которые теперь поступают в вашу шину: ${count}`,
    none: 'Эта установка уже была подтверждена, ничего не изменилось.',
    attention: 'Требуется ваше внимание',
    again: 'Ничего не изменено. Устраните причину и откройте приложение снова.',
    details: 'По-английски:',
  },
};

/** Cures in Russian, by error code; the others are shown in English. */
export const russianCures: Readonly<Record<string, string>> = {
  invalid_grant: 'Токен обновления уже использован или отозван. Переустановите приложение на портале.',
  invalid_client:
    'Сервер авторизации не принимает client_id и client_secret. Проверьте параметр приложения в AWS (SSM).',
  PAYMENT_REQUIRED:
    'Тариф портала не позволяет использовать приложение. Продлите тариф и откройте его снова.',
  insufficient_scope: 'Отметьте права imopenlines и imconnector в форме приложения и переустановите его.',
  ACCESS_DENIED: 'Установить приложение должен администратор портала.',
  ERROR_EVENT_NOT_FOUND:
    'Версия портала не знает этого события, или не отмечены права imopenlines и imconnector; остальные события работают.',
  UNREACHABLE: 'Сервер не отвечает. Повторите попытку позже.',
  TIMEOUT: 'Сервер не ответил вовремя. Повторите попытку позже.',
};
