import { counted, words } from '../words.ts';

const problems = {
  en: counted('en', { one: '# problem', other: '# problems' }),
  ru: counted('ru', { one: '# проблема', few: '# проблемы', other: '# проблем' }),
};

export const usePortalsWords = words({
  en: {
    title: 'Portals',
    lead: 'Portals of Bitrix24 that have installed the application. Their events are accepted; the demo portal of a local run and those of the settings are not listed.',
    loading: 'Loading …',
    reload: 'Look again',
    empty: 'No portal has installed the application yet.',
    emptyLocal:
      'The local run has a Bitrix24 of its own. Let a new portal of it install the application: from here,',
    emptyLocalOr: 'or in a terminal:',
    install: 'Send OnAppInstall',
    emptyStack:
      'Enter the InstallUrl of the stack in the form of a local application, as the README says under “Install in Bitrix24”, and press Reinstall there.',
    health: { healthy: 'healthy', unhealthy: 'unhealthy', uninstalled: 'uninstalled' } as Readonly<
      Record<string, string>
    >,
    memberId: 'member_id',
    installed: 'Installed',
    checked: 'Checked',
    notChecked: 'not yet',
    problems: problems.en,
    noProblems: 'No problems.',
    bound: (bound: number, all: number) => `Bound to ${bound} of ${all} events`,
    isBound: 'bound',
    isNotBound: 'not bound',
    event: 'Event',
    binding: 'Binding',
  },
  ru: {
    title: 'Порталы',
    lead: 'Порталы Битрикс24, которые установили приложение. Их события принимаются; демонстрационный портал локального запуска и порталы из настроек здесь не показаны.',
    loading: 'Загрузка …',
    reload: 'Посмотреть ещё раз',
    empty: 'Приложение ещё не установлено ни на одном портале.',
    emptyLocal:
      'У локального запуска есть свой Битрикс24. Пусть его новый портал установит приложение: отсюда,',
    emptyLocalOr: 'или в терминале:',
    install: 'Отправить OnAppInstall',
    emptyStack:
      'Укажите InstallUrl стека в форме локального приложения, как описано в README в разделе «Install in Bitrix24», и нажмите там «Переустановить».',
    health: { healthy: 'исправен', unhealthy: 'неисправен', uninstalled: 'удалено' } as Readonly<
      Record<string, string>
    >,
    memberId: 'member_id',
    installed: 'Установлено',
    checked: 'Проверено',
    notChecked: 'ещё нет',
    problems: problems.ru,
    noProblems: 'Проблем нет.',
    bound: (bound: number, all: number) => `Подписка на ${bound} из ${all} событий`,
    isBound: 'есть',
    isNotBound: 'нет',
    event: 'Событие',
    binding: 'Подписка',
  },
});
