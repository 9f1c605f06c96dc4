import { words } from '../words.ts';

/** What one reads before the first event. */
export const useWelcomeWords = words({
  en: {
    title: 'Events',
    waiting: 'Waiting for an event',
    what: 'Bitrix24 tells b24bus what happens in Open Channels: a client writes, an operator answers, a conversation ends. b24bus checks each of these events, turns it into one documented form and puts it on your bus; this page shows every one of them.',
    way: 'The way of an event',
    portal: { name: 'Bitrix24 portal', does: 'something happens in a chat' },
    b24bus: { name: 'b24bus', does: 'checks it, translates it, never loses it' },
    bus: { name: 'Your bus', does: 'EventBridge or SNS, and your services' },
    send: 'Send an event',
    orTerminal: 'Or from a terminal, in the folder of b24bus:',
    stack: 'What a portal sends from now on appears here as soon as it is on the bus.',
    portals: 'See the installed portals',
  },
  ru: {
    title: 'События',
    waiting: 'Ждём события',
    what: 'Битрикс24 сообщает b24bus, что происходит в открытых линиях: клиент написал, оператор ответил, разговор закончился. b24bus проверяет каждое такое событие, приводит его к одному описанному виду и передаёт в вашу шину; на этой странице видно каждое из них.',
    way: 'Путь события',
    portal: { name: 'Портал Битрикс24', does: 'что-то происходит в чате' },
    b24bus: { name: 'b24bus', does: 'проверяет, переводит, не теряет' },
    bus: { name: 'Ваша шина', does: 'EventBridge или SNS и ваши сервисы' },
    send: 'Отправить событие',
    orTerminal: 'Или из терминала, в папке b24bus:',
    stack: 'То, что портал пришлёт с этого момента, появится здесь, как только окажется в шине.',
    portals: 'Посмотреть установленные порталы',
  },
});
