import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import * as example from '../../examples/delivery-bot/local.ts';
import { type Application, startApplication } from '../bitrix24/application.ts';
import type { PortalState } from '../bitrix24/control-api.ts';
import { type Scene, startScene } from './scene.ts';

const METHOD = 'imconnector.send.status.delivery';
const TEXT = '[b]Jane Doe:[/b] [br]Hello 🙂';

let scene: Scene;
let external: Application;
let portal: PortalState;
let printed: string[];

beforeAll(async () => {
  scene = await startScene(example, { DESTINATIONS: 'eventbridge' });
});

afterAll(() => scene.stop());

beforeEach(async () => {
  external = await startApplication();
  external.answerWith(() => ({ body: '{"ids":["ext-1","ext-2"]}' }));
  vi.stubEnv('DELIVERY_URL', `${external.url}/messages`);
  portal = await scene.installed();
  printed = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => printed.push(String(line)) > 0);
});

afterEach(async () => {
  await scene.bitrix24.setFaults({});
  vi.mocked(process.stdout.write).mockRestore();
  vi.unstubAllEnvs();
  await external.close();
});

/** An operator writes in a chat of the connector. */
const write = async (im: object = { chat_id: '1807', message_id: 86497 }): Promise<void> => {
  const data = {
    CONNECTOR: 'myconnector',
    LINE: '107',
    MESSAGES: [
      {
        im,
        message: { user_id: '27', text: TEXT },
        chat: { id: 'channel-123' },
      },
    ],
  };
  const posted = await scene.bitrix24.fire(portal.memberId, 'OnImConnectorMessageAdd', data, {
    ts: 1_773_759_161,
  });
  expect(posted).not.toEqual([]);
  for (const { status } of posted) expect(status).toBe(200);
};

const confirmed = async () => (await scene.bitrix24.portal(portal.memberId)).confirmed;

const untilConfirmed = (times = 1) =>
  vi.waitFor(async () => {
    const confirmation = {
      connector: 'myconnector',
      line: 107,
      chatId: 1807,
      messageId: 86497,
      externalIds: ['ext-1', 'ext-2'],
      externalChatId: 'channel-123',
      times,
    };
    expect(await confirmed()).toEqual([confirmation]);
  }, 15_000);

/** What the external system was handed. */
const handed = () => external.received.map(({ text }) => JSON.parse(text) as object);

const sent = {
  action: 'send',
  chat: 'channel-123',
  ids: [],
  sender: 'Jane Doe',
  text: 'Hello 🙂',
  files: [],
};

const expectNoSecrets = async (): Promise<void> => {
  const shown = [...printed, ...scene.logged, ...scene.said].join('\n');
  for (const secret of [...(await scene.secrets()), 'Hello']) expect(shown).not.toContain(secret);
};

describe('the example delivery-bot', () => {
  it('delivers what an operator writes, confirms it, and hears of what is edited and deleted later', async () => {
    const { memberId } = portal;
    expect(await scene.bitrix24.editMessage(memberId, { messageId: 86497, text: 'too early' })).toEqual([]);
    await write();
    await untilConfirmed();
    await scene.bitrix24.editMessage(memberId, { messageId: 86497, text: '[b]Jane Doe:[/b][br]Hello again' });
    await external.until(2);
    await scene.bitrix24.deleteMessage(memberId, { messageId: 86497 });
    await external.until(4);
    const { sender, text, ...unwritten } = sent;
    expect(handed()).toEqual([
      sent,
      { ...sent, action: 'edit', ids: ['ext-1', 'ext-2'], text: 'Hello again' },
      { ...unwritten, action: 'delete', ids: ['ext-1'], text: '' },
      { ...unwritten, action: 'delete', ids: ['ext-2'], text: '' },
    ]);
    await expectNoSecrets();
  });

  it('delivers once what comes twice, and confirms it twice, which does no harm', async () => {
    await scene.bitrix24.setFaults({ delivery: 'twice' });
    await write();
    await untilConfirmed(2);
    expect(handed()).toEqual([sent]);
  });

  it('renews an access token that has expired', async () => {
    await scene.bitrix24.changePortal(portal.memberId, { expireAccessTokens: true });
    await write();
    await untilConfirmed();
  });

  it('waits where the portal says that there were too many requests', async () => {
    await scene.bitrix24.setFaults({ rest: { code: 'QUERY_LIMIT_EXCEEDED', method: METHOD, times: 1 } });
    await write();
    await untilConfirmed();
  });

  it('confirms later what the portal does not take now, without delivering it again', async () => {
    // Both attempts of one invocation.
    await scene.bitrix24.setFaults({ rest: { code: 'error', method: METHOD, times: 2 } });
    await write();
    await untilConfirmed();
    expect(handed()).toEqual([sent]);
    expect(scene.logged.at(-1)).toContain('"name":"Bitrix24Error"');
    await expectNoSecrets();
  });

  it('delivers later what the external system does not take now, with the same key', async () => {
    external.answerWith(() =>
      external.received.length === 1 ? { status: 503 } : { body: '{"ids":["ext-1","ext-2"]}' },
    );
    await write();
    await untilConfirmed();
    expect(handed()).toEqual([sent, sent]);
    const keys = external.received.map(({ headers }) => headers['idempotency-key']);
    expect(keys).toEqual([expect.stringMatching(/^[\da-f]{32}$/), keys[0]]);
  });

  it('confirms what was redriven when its connector is one of the application', async () => {
    await scene.bitrix24.changePortal(portal.memberId, { connectors: ['another'] });
    await write();
    const [dead] = await scene.deadLetters(1);
    expect(dead?.attributes).toEqual({
      code: 'IMCONNECTOR_NO_CORRECT_PROVIDER',
      reason: expect.stringContaining('IMCONNECTOR_NO_CORRECT_PROVIDER'),
      cure: 'Register the connector with this application (imconnector.register), then redrive the dead letters.',
    });
    await scene.bitrix24.changePortal(portal.memberId, { connectors: ['another', 'myconnector'] });
    await scene.send(dead?.body ?? '');
    await untilConfirmed();
    expect(handed()).toEqual([sent]);
  });
});

describe('what no retry can cure', () => {
  const untilGivenUp = async (code: string) => {
    const [dead] = await scene.deadLetters(1);
    expect(dead).toMatchObject({ attributes: { code, cure: expect.any(String) } });
    expect(JSON.parse(dead?.body ?? '')).toMatchObject({ specversion: '1.0' });
    await vi.waitFor(() => {
      const lines = printed.map((line): Record<string, unknown> => JSON.parse(line));
      expect(lines.at(-1)).toMatchObject({
        level: 'ERROR',
        message: 'given up',
        code,
        event: 'OnImConnectorMessageAdd',
        cure: expect.any(String),
      });
    });
    expect(await confirmed()).toEqual([]);
    await expectNoSecrets();
  };

  it('is a portal that has not installed the application', async () => {
    await scene.post('imconnector-message-add.code-text');
    await untilGivenUp('NOT_INSTALLED');
  });

  it('is a portal whose tokens are gone', async () => {
    await scene.bitrix24.changePortal(portal.memberId, {
      expireAccessTokens: true,
      revokeRefreshTokens: true,
    });
    await write();
    await untilGivenUp('invalid_grant');
  });

  it('is a message that the portal does not name', async () => {
    await write({ chat_id: '1807' });
    await untilGivenUp('NO_MESSAGE_ID');
  });

  it.each(['insufficient_scope', 'WRONG_AUTH_TYPE'] as const)('is a portal that answers %s', async (code) => {
    await scene.bitrix24.setFaults({ rest: { code, method: METHOD } });
    await write();
    await untilGivenUp(code);
  });

  it.each([
    ['refuses the message', { status: 422 }, 'HTTP_422'],
    ['does not say under which ids it has the message', { body: '{}' }, 'NO_IDS'],
  ])('is an external system that %s', async (_, answer, code) => {
    external.answerWith(() => answer);
    await write();
    await untilGivenUp(code);
  });
});

it('notes in the log what it would deliver, unless it is told where to', async () => {
  vi.stubEnv('DELIVERY_URL', '');
  await write();
  await vi.waitFor(async () => {
    expect(await confirmed()).toMatchObject([{ externalIds: [expect.stringMatching(/^log-[\da-f]{32}$/)] }]);
  }, 15_000);
  expect(printed.map((line) => JSON.parse(line))).toEqual([
    {
      level: 'INFO',
      message: 'delivered',
      action: 'send',
      chat: 'channel-123',
      id: expect.stringMatching(/^[\da-f]{32}$/),
    },
  ]);
  await expectNoSecrets();
});
