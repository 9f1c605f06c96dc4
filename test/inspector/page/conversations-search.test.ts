import { describe, expect, it } from 'vitest';
import { conversationsOf } from '../../../lib/inspector/page/conversations/grouping.ts';
import { matching, previewOf } from '../../../lib/inspector/page/conversations/search.ts';
import { inBitrix24, operatorWrote, outside, played, rowOf } from './conversation-rows.ts';

const other = rowOf('OnOpenLineMessageAdd', 20, {
  chat: { ...outside, externalId: 'bert', name: 'Bert' },
  message: { externalIds: ['bert-1'], text: 'Is it [b]open[/b]?' },
});
const conversations = conversationsOf([...played(), other]);

describe('the search in conversations', () => {
  it.each([
    ['nothing', '', ['Bert', 'Anna']],
    ['blanks', '  ', ['Bert', 'Anna']],
    ['a name, in any case', 'aNNa', ['Anna']],
    ['words of an earlier text', 'arrive thursday', ['Anna']],
    ['words of two conversations', 'arrive open', []],
    ["Bitrix24's chat", '500', ['Anna']],
    ['the external chat', 'bert', ['Bert']],
    ['the line', 'orders', ['Anna']],
    ['the connector', 'webshop', ['Bert', 'Anna']],
  ])('finds by %s', (_, query, names) => {
    expect(matching(conversations, query).map(({ name }) => name)).toStrictEqual(names);
  });
});

describe('the preview of a conversation', () => {
  it.each([
    [
      'the newest text, without BBCode',
      [operatorWrote('OnOpenLineMessageAdd', 1, 11, 'Hello'), other],
      'Is it open?',
    ],
    ['nothing where nobody has written', [rowOf('OnSessionStart', 1, { chat: inBitrix24 })], ''],
  ])('is %s', (_, rows, text) => {
    expect(conversationsOf(rows).map(previewOf)[0]).toBe(text);
  });
});
