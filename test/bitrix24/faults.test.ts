import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { call, exchange } from './calls.ts';
import { type Bitrix24, startBitrix24 } from './server.ts';

let bitrix24: Bitrix24;

beforeAll(async () => {
  bitrix24 = await startBitrix24();
});

afterEach(() => bitrix24.setFaults({}));

afterAll(() => bitrix24.close());

const newPortal = async () => {
  const portal = await bitrix24.createPortal();
  return { portal, ...(await bitrix24.issueTokens(portal.memberId)) };
};

const faultOf = async (request: Promise<unknown>): Promise<string> => {
  const failed = await request.then(
    () => undefined,
    (fault: unknown) => fault,
  );
  const { cause, name } = failed as Error & { cause?: { code?: string } };
  return (cause as { code?: string } | undefined)?.code ?? name;
};

describe('a fault of the OAuth server', () => {
  it.each([
    ['invalid_client', 401],
    ['invalid_grant', 400],
    ['invalid_request', 400],
    ['PAYMENT_REQUIRED', 402],
  ] as const)('%s is answered, and spends no token', async (code, status) => {
    const { refreshToken } = await newPortal();
    await bitrix24.setFaults({ oauth: code });
    const refused = await exchange(bitrix24, refreshToken);
    expect([refused.status, refused.body['error']]).toEqual([status, code]);
    await bitrix24.setFaults({});
    expect((await exchange(bitrix24, refreshToken)).status).toBe(200);
  });

  it('names another portal with wrong-member', async () => {
    const { portal, refreshToken } = await newPortal();
    await bitrix24.setFaults({ oauth: 'wrong-member' });
    const { body } = await exchange(bitrix24, refreshToken);
    expect(body['member_id']).toMatch(/^[\da-f]{32}$/);
    expect(body['member_id']).not.toBe(portal.memberId);
  });

  it('names an endpoint of choice with bad-endpoint', async () => {
    const { refreshToken } = await newPortal();
    const clientEndpoint = 'http://169.254.169.254/rest/';
    await bitrix24.setFaults({ oauth: { code: 'bad-endpoint', clientEndpoint } });
    expect((await exchange(bitrix24, refreshToken)).body['client_endpoint']).toBe(clientEndpoint);
  });

  it.each([
    ['close', 200],
    ['reset', 400],
  ] as const)('%s tears the connection down; the token then answers %i', async (code, status) => {
    const { refreshToken } = await newPortal();
    await bitrix24.setFaults({ oauth: { code, times: 1 } });
    expect(await faultOf(exchange(bitrix24, refreshToken))).toBe('ECONNRESET');
    expect((await exchange(bitrix24, refreshToken)).status).toBe(status);
  });

  it('leaves the portals alone', async () => {
    const { portal, accessToken: auth } = await newPortal();
    await bitrix24.setFaults({ oauth: 'error' });
    expect((await call(portal, 'scope', { auth })).status).toBe(200);
  });
});

describe('a fault of the portals', () => {
  it.each([
    ['error', 500],
    ['html', 200],
  ] as const)('%s answers %i with a page', async (code, status) => {
    const { portal, accessToken } = await newPortal();
    await bitrix24.setFaults({ rest: code });
    const response = await fetch(`${portal.clientEndpoint}scope?auth=${accessToken}`);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('text/html; charset=UTF-8');
    expect(await response.text()).toContain('<html>');
  });

  it('hang answers nothing and carries nothing out', async () => {
    const { portal, accessToken } = await newPortal();
    await bitrix24.setFaults({ rest: 'hang' });
    const handler = encodeURIComponent('https://example.com/');
    const target = `${portal.clientEndpoint}event.bind?auth=${accessToken}&event=ONAPPTEST&handler=${handler}`;
    expect(await faultOf(fetch(target, { signal: AbortSignal.timeout(200) }))).toBe('TimeoutError');
    expect((await bitrix24.portal(portal.memberId)).bindings).toEqual([]);
  });

  it('reset carries out and does not say so', async () => {
    const { portal, accessToken: auth } = await newPortal();
    await bitrix24.setFaults({ rest: 'reset' });
    const binding = { auth, event: 'ONAPPTEST', handler: 'https://example.com/' };
    expect(await faultOf(call(portal, 'event.bind', binding))).toBe('ECONNRESET');
    expect((await bitrix24.portal(portal.memberId)).bindings).toHaveLength(1);
  });

  it('ends after so many requests', async () => {
    const { portal, accessToken: auth } = await newPortal();
    await bitrix24.setFaults({ rest: { code: 'QUERY_LIMIT_EXCEEDED', times: 2 } });
    const status = async () => (await call(portal, 'scope', { auth })).status;
    expect([await status(), await status(), await status()]).toEqual([503, 503, 200]);
  });

  it('concerns one method, in a batch too', async () => {
    const { portal, accessToken: auth } = await newPortal();
    await bitrix24.setFaults({ rest: { code: 'ACCESS_DENIED', method: 'app.info' } });
    expect((await call(portal, 'app.info', { auth })).status).toBe(403);
    const { status, body } = await call(portal, 'batch', { auth, 'cmd[a]': 'scope', 'cmd[b]': 'app.info' });
    expect([status, body['result']]).toEqual([
      200,
      expect.objectContaining({
        result: { a: ['imconnector', 'imopenlines'] },
        result_error: { b: { error: 'ACCESS_DENIED', error_description: 'Access denied!' } },
      }),
    ]);
  });

  it('limits the time of methods, not of the batch around them', async () => {
    const { portal, accessToken: auth } = await newPortal();
    await bitrix24.setFaults({ rest: 'OPERATION_TIME_LIMIT' });
    const limited = {
      error: 'OPERATION_TIME_LIMIT',
      error_description: 'Method is blocked due to operation time limit.',
    };
    expect(await call(portal, 'scope', { auth })).toEqual({ status: 429, body: limited });
    const { status, body } = await call(portal, 'batch', { auth, 'cmd[a]': 'scope' });
    expect([status, body['result']]).toMatchObject([200, { result: [], result_error: { a: limited } }]);
  });

  it('tears down the connections of one method alone', async () => {
    const { portal, accessToken: auth } = await newPortal();
    await bitrix24.setFaults({ rest: { code: 'close', method: 'event.get' } });
    expect((await call(portal, 'scope', { auth })).status).toBe(200);
    expect(await faultOf(call(portal, 'event.get', { auth }))).toBe('ECONNRESET');
  });
});
