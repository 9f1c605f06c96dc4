import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Application, startApplication } from './application.ts';
import { call, callWithJson } from './calls.ts';
import { controlOf } from './control.ts';
import type { PortalState } from './control-api.ts';
import type { PortalOptions } from './portal.ts';
import { type Bitrix24, startBitrix24 } from './server.ts';

const METHOD = 'imconnector.send.status.delivery';

let bitrix24: Bitrix24;
let application: Application;
let portal: PortalState;
let auth: string;

beforeAll(async () => {
  bitrix24 = await startBitrix24();
  application = await startApplication();
});

afterAll(async () => {
  await bitrix24.close();
  await application.close();
});

const newPortal = async (options: PortalOptions = {}) => {
  portal = await bitrix24.createPortal({ installed: true, ...options });
  ({ accessToken: auth } = await bitrix24.issueTokens(portal.memberId));
};

beforeEach(() => newPortal());

const message = {
  im: { chat_id: 1807, message_id: 86497 },
  message: { id: ['ext-1', 'ext-2'], date: 1_773_759_161 },
  chat: { id: 'channel-123' },
};

const confirm = (changes: object = {}) =>
  callWithJson(portal, METHOD, {
    auth,
    CONNECTOR: 'myconnector',
    LINE: 107,
    MESSAGES: [message],
    ...changes,
  });

const confirmed = async () => (await bitrix24.portal(portal.memberId)).confirmed;

const kept = {
  connector: 'myconnector',
  line: 107,
  chatId: 1807,
  messageId: 86497,
  externalIds: ['ext-1', 'ext-2'],
  externalChatId: 'channel-123',
  times: 1,
};

const accepted = { status: 200, body: { result: { SUCCESS: true, DATA: [] }, time: expect.any(Object) } };

describe('imconnector.send.status.delivery', () => {
  it('keeps what was confirmed, told in JSON', async () => {
    expect(await confirm()).toEqual(accepted);
    expect(await confirmed()).toEqual([kept]);
  });

  it('keeps what was confirmed, told in a form with names in any case', async () => {
    const answered = await call(portal, METHOD, {
      auth,
      connector: 'myconnector',
      line: '107',
      'messages[0][IM][CHAT_ID]': '1807',
      'messages[0][IM][MESSAGE_ID]': '86497',
      'messages[0][message][id][0]': 'ext-1',
      'messages[0][message][id][1]': 'ext-2',
      'messages[0][chat][id]': 'channel-123',
    });
    expect(answered).toEqual(accepted);
    expect(await confirmed()).toEqual([kept]);
  });

  it('puts a second confirmation of a message in the place of the first', async () => {
    await confirm();
    await confirm({ MESSAGES: [{ ...message, message: { id: ['ext-3'] } }] });
    expect(await confirmed()).toEqual([{ ...kept, externalIds: ['ext-3'], times: 2 }]);
  });

  it('accepts what names no message, and keeps nothing', async () => {
    expect(await confirm({ MESSAGES: [{}, 'text', { im: { message_id: 'x' } }] })).toEqual(accepted);
    expect(await confirmed()).toEqual([]);
  });

  it.each(['CONNECTOR', 'LINE', 'MESSAGES'])('refuses a call without %s', async (name) => {
    expect(await confirm({ [name]: undefined })).toMatchObject({
      status: 400,
      body: { error: 'ERROR_ARGUMENT', error_description: `Argument '${name}' is null or empty` },
    });
    expect(await confirmed()).toEqual([]);
  });

  it('refuses a connector that is not one of the application', async () => {
    await newPortal({ connectors: ['another'] });
    expect(await confirm()).toMatchObject({
      status: 400,
      body: { error: 'IMCONNECTOR_NO_CORRECT_PROVIDER' },
    });
    expect(await confirmed()).toEqual([]);
  });

  it('refuses an application without the scope', async () => {
    await newPortal({ scopes: ['imconnector'] });
    expect(await confirm()).toMatchObject({ status: 403, body: { error: 'insufficient_scope' } });
  });
});

describe('a message that an operator changes', () => {
  /** Through the control client, as from another process. */
  const change = async (verb: 'editMessage' | 'deleteMessage', messageId = 86497) => {
    for (const event of ['OnImConnectorMessageUpdate', 'OnImConnectorMessageDelete'])
      await call(portal, 'event.bind', { auth, event, handler: `${application.url}/events` });
    const control = controlOf(bitrix24.url);
    const { memberId } = portal;
    return verb === 'editMessage'
      ? control.editMessage(memberId, { messageId, text: 'Hello again' })
      : control.deleteMessage(memberId, { messageId });
  };
  const posted = () => application.received.at(-1)?.form;

  it('is told of with the external ids that were confirmed', async () => {
    await confirm();
    expect(await change('editMessage')).toMatchObject([{ event: 'ONIMCONNECTORMESSAGEUPDATE', status: 200 }]);
    const [im, chat] = [{ chat_id: '1807', message_id: '86497' }, { id: 'channel-123' }];
    const edited = { im, message: { id: { 0: 'ext-1', 1: 'ext-2' }, text: 'Hello again' }, chat };
    expect(posted()).toMatchObject({
      data: { CONNECTOR: 'myconnector', LINE: '107', MESSAGES: { 0: edited } },
    });
    await change('deleteMessage');
    expect(posted()).toMatchObject({
      event: 'ONIMCONNECTORMESSAGEDELETE',
      data: {
        MESSAGES: { 0: { im, message: { id: 'ext-1' }, chat }, 1: { im, message: { id: 'ext-2' }, chat } },
      },
    });
  });

  it.each(['editMessage', 'deleteMessage'] as const)(
    'is not told of by %s unless its delivery was confirmed',
    async (verb) => {
      await confirm();
      expect(await change(verb, 86498)).toEqual([]);
    },
  );
});
