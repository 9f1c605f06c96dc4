import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { catalogue } from '../../../lib/catalogue/index.ts';
import type { CloudEvent } from '../../../lib/events/cloud-event.ts';
import { canonicalJson } from '../../../lib/events/identity.ts';
import { member, normalised } from './normalised.ts';

const { OnImConnectorLineDelete, OnImConnectorMessageDelete, OnSessionStart, OnAppTest } = catalogue;

const eventsOf = (...given: Parameters<typeof normalised>): CloudEvent[] => {
  const { valid, errors } = normalised(...given);
  expect(errors).toEqual([]);
  return valid.map(({ event }) => event);
};

const session = (more: object = {}) => ({
  DATA: {
    connector: { connector_id: 'c', line_id: 1, chat_id: 2, user_id: 3 },
    chat: { chat_id: 2 },
    ...more,
  },
});

const message = (chat: string, id = 'e1') => ({
  im: { chat_id: 1807, message_id: 5 },
  message: { id },
  chat: { id: chat },
});

const messages = (...list: object[]) => ({ CONNECTOR: 'c', LINE: 1, MESSAGES: list });

describe('the attributes', () => {
  test('are those of the contract, in its order', () => {
    const [event] = eventsOf(OnSessionStart, session());
    expect(event).toEqual({
      specversion: '1.0',
      id: expect.stringMatching(/^[\da-f]{32}$/),
      source: `urn:bitrix24:portal:${member}`,
      type: 'com.bitrix24.imopenlines.session.started.v1',
      subject: 'connector/c/line/1/chat/2',
      time: '2026-03-17T14:52:41Z',
      datacontenttype: 'application/json',
      dataschema: 'urn:b24bus:schema:com.bitrix24.imopenlines.session.started.v1',
      portaldomain: 'p.bitrix24.com',
      receivedtime: '2026-03-17T14:52:42.500Z',
      partitionkey: `${member}/2`,
      data: { connector: { id: 'c' }, line: { id: 1 }, chat: { id: 2 }, user: { id: 3 } },
    });
  });

  test.each([
    ['a slash', 'a/b', 'a%2Fb'],
    ['a percent sign', '100%', '100%25'],
    ['Cyrillic and emoji', 'чат 🙂', '%D1%87%D0%B0%D1%82%20%F0%9F%99%82'],
  ])('keep %s in an external id unambiguous', (_, chat, encoded) => {
    const [event] = eventsOf(OnImConnectorMessageDelete, messages(message(chat)));
    expect(event?.subject).toBe(`connector/c/line/1/chat/${encoded}`);
    expect(event?.partitionkey).toBe(`${member}/${encoded}`);
  });

  test('leave out of the subject what does not exist, and order by the line where there is no chat', () => {
    expect(eventsOf(OnImConnectorLineDelete, 107)).toMatchObject([
      { subject: 'line/107', partitionkey: `${member}/107` },
    ]);
  });

  test('have no subject where there is nothing to name, and no domain where the portal says none', () => {
    const [event] = eventsOf(OnAppTest, {}, { auth: { member_id: member } });
    expect(event).not.toHaveProperty('subject');
    expect(event).not.toHaveProperty('portaldomain');
    expect(event?.partitionkey).toBe(member);
  });
});

describe('the id', () => {
  const idOf = (...given: Parameters<typeof normalised>): string | undefined => eventsOf(...given)[0]?.id;
  const id = idOf(OnSessionStart, session());
  const auth = { member_id: member, domain: 'other.bitrix24.com', access_token: 'a', application_token: 'b' };

  test.each([
    ['another handler id', session(), { event_handler_id: '2', eventId: '3', event_id: '4' }],
    ['other tokens and another domain', session(), { auth }],
    ['the event’s name in another case', session(), { event: 'OnSessionStart' }],
    ['the item as a list of one', { DATA: [session().DATA] }, {}],
    ['keys in another order', { DATA: Object.fromEntries(Object.entries(session().DATA).reverse()) }, {}],
    ['a token inside the item', session({ bot: { access_token: 'secret', REFRESH_ID: 'x' } }), {}],
  ])('is the same with %s', (_, data, envelope) => {
    expect(idOf(OnSessionStart, data, envelope)).toBe(id);
  });

  test.each([
    ['another second', session(), { ts: 1773759162 }],
    ['another chat', session({ chat: { chat_id: 9 } }), {}],
    ['another unknown field', session({ x: 'y' }), {}],
  ])('is another with %s', (_, data, envelope) => {
    expect(idOf(OnSessionStart, data, envelope)).not.toBe(id);
  });

  test('is another for another event of the same content', () => {
    expect(idOf(catalogue.OnSessionFinish, session())).not.toBe(id);
  });

  test('tells equal items of one body apart, the same way each time, wherever others stand between', () => {
    const ids = (...list: object[]) =>
      eventsOf(OnImConnectorMessageDelete, messages(...list)).map((event) => event.id);
    const [first, second, third] = ids(message('x'), message('x'), message('y'));
    expect(new Set([first, second, third]).size).toBe(3);
    expect(ids(message('x'), message('y'), message('x'))).toEqual([first, third, second]);
  });
});

describe('the id of the contract', () => {
  test('is the first 128 bits of SHA-256 over canonical JSON, with the index among equals', () => {
    const canonical = '{"chat":{"id":"x"},"im":{"chat_id":"1807","message_id":"5"},"message":{"id":"e1"}}';
    const idOf = (index: number): string =>
      createHash('sha256')
        .update(`["${member}","ONIMCONNECTORMESSAGEDELETE","1773759161",${canonical},${index}]`)
        .digest('hex')
        .slice(0, 32);
    const events = eventsOf(OnImConnectorMessageDelete, messages(message('x'), message('x'), message('x')));
    expect(events.map(({ id }) => id)).toEqual([idOf(0), idOf(1), idOf(2)]);
  });
});

describe('canonical JSON', () => {
  test.each([
    [{ b: '1', a: '2' }, '{"a":"2","b":"1"}'],
    [{ '10': 'x', '9': 'y', é: 'z', Z: '' }, '{"10":"x","9":"y","Z":"","é":"z"}'],
    [{ '😀': '1', '\ufb33': '2' }, '{"😀":"1","\ufb33":"2"}'],
    [[null, 1, 'a"\n', { b: {} }], '[null,1,"a\\"\\n",{"b":{}}]'],
  ])('writes %j as %s', (value, text) => {
    expect(canonicalJson(value as never)).toBe(text);
  });
});
