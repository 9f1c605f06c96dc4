import { describe, expect, test } from 'vitest';
import { senderOf, toPlainText } from '../../lib/consumer/index.ts';
import { sampleEvents } from './records.ts';

describe('an operator who signs', () => {
  test.each([
    ['as documented in 2026', '[b]Klaus Weber:[/b] [br]Guten Tag!', 'Klaus Weber', 'Guten Tag!'],
    [
      'as documented in 2024',
      '[b]Сергей "Покоев":[/b][br] Тестовое сообщение',
      'Сергей "Покоев"',
      'Тестовое сообщение',
    ],
    ['in upper case', '[B]Jane:[/B] [BR]Hello', 'Jane', 'Hello'],
    ['with a line break', '[b]Jane:[/b]\nHello', 'Jane', 'Hello'],
    ['with a line break of Windows', '[b]Jane:[/b] \r\nHello', 'Jane', 'Hello'],
    ['without a text, for files', '[b]Jane Doe:[/b]', 'Jane Doe', ''],
    ['with a name that has a colon', '[b]Support: Jane:[/b] [br]Hello', 'Support: Jane', 'Hello'],
    ['with a name that has brackets', '[b]Jane [Sales]:[/b] [br]Hello', 'Jane [Sales]', 'Hello'],
    ['with an emoji', '[b]Аня 👩‍💻🇷🇺:[/b] [br]🙂', 'Аня 👩‍💻🇷🇺', '🙂'],
    ['with escaped characters', '[b]Smith &amp; Sons:[/b] [br]a &lt; b', 'Smith & Sons', 'a < b'],
    ['and quotes one who signs', '[b]Jane:[/b] [br][b]Klaus:[/b] [br]Hello', 'Jane', 'Klaus: \nHello'],
    ['and begins with blanks', '[b]Jane:[/b][br]    four', 'Jane', '   four'],
  ])('is known: %s', (_name, text, sender, plain) => {
    expect(senderOf(text)).toBe(sender);
    expect(toPlainText(text)).toBe(plain);
  });
});

describe('a text that is not signed', () => {
  test.each([
    ['nothing', ''],
    ['text', 'Hello'],
    ['a name without its mark', 'Jane: Hello'],
    ['a signature that is not in front', 'He said [b]Jane:[/b] [br]Hello'],
    ['a heading', '[b]Note:[/b] we close at six'],
    ['a heading without a colon', '[b]Prices[/b][br]from 5 €'],
    ['a heading before one', '[b]Note[/b] [b]Jane:[/b] [br]Hello'],
    ['no name', '[b]:[/b] [br]Hello'],
    ['a blank name', '[b] :[/b] [br]Hello'],
    ['a name over several lines', '[b]Jane\nDoe:[/b] [br]Hello'],
    ['an open tag', '[b]Jane: [br]Hello'],
  ])('has no sender: %s', (_name, text) => {
    expect(senderOf(text)).toBeUndefined();
  });
});

test('the recorded messages are read as people read them', () => {
  const texts = sampleEvents.flatMap(({ data }) => ('message' in data ? (data.message.text ?? []) : []));
  expect([...new Set(texts)].map((text) => [senderOf(text), toPlainText(text)])).toEqual([
    [undefined, 'Operator joined the conversation'],
    ['Jane Doe', 'Hello'],
    ['Klaus Weber', 'Guten Tag!'],
    ['Ирина & Co = "50%"', "Привет\nñ 🙂 + ~tilde-_.!*'() x (https://e.com/?a[b]=1&c=%20)"],
    ['Klaus Weber', 'What questions do you have?'],
    [undefined, 'hi there'],
    [undefined, 'hello'],
    ['Jane', 'edited'],
  ]);
});
