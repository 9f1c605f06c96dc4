import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { Bitrix24Error, refusalError } from '../../../lib/bitrix24/error.ts';
import { Secret } from '../../../lib/secret.ts';

const host = 'some-domain.bitrix24.com';
const token = 'd161f25928c3184678924ec127edd29a';
const context = {
  host,
  status: 400,
  secrets: [new Secret(token), new Secret('short/secret'), new Secret('letters'), new Secret('')],
};

const refused = (error: string, description = '', status = 400) =>
  refusalError({ error, description }, { ...context, status });

describe('an error that a server answered', () => {
  test('has its code, status, words and cure', () => {
    const error = refused('ACCESS_DENIED', 'Access denied!', 403);
    expect(error).toMatchObject({
      name: 'Bitrix24Error',
      code: 'ACCESS_DENIED',
      status: 403,
      description: 'Access denied!',
      temporary: false,
      outcomeUnknown: false,
      message: 'some-domain.bitrix24.com answered ACCESS_DENIED: Access denied!',
      cure: 'Let an administrator of the portal install the application; if the message speaks of plans, the portal needs one with REST.',
    });
  });

  test('needs no words', () => {
    expect(refused('ERROR_CORE').message).toBe(`${host} answered ERROR_CORE.`);
  });

  test.each([
    ['a known secret', `token ${token} is wrong`, 'token [secret] is wrong'],
    ['a known secret, percent-encoded', '?a=short%2Fsecret&b', '?a=[secret]&b'],
    ['what looks like a secret', 'for f0f1078bd5e26f307ac194fb2e63d05fd8', 'for [secret]'],
    ['control characters', 'one\r\ntwo\u0000\u001b[31mthree\u202efour', 'one two [31mthree four'],
    ['a length over 300', `${'long '.repeat(1_000_000)}`, `${'long '.repeat(60)}…`],
  ])('is shown without %s', (_, description, shown) => {
    const error = refused('ERROR_CORE', description);
    expect(error.description).toBe(shown);
    expect(error.message).toBe(`${host} answered ERROR_CORE: ${shown}${shown.endsWith('…') ? '' : '.'}`);
  });

  test.each([
    ['a secret', token],
    ['a known secret of letters', 'letters'],
    ['a sentence', 'you may not'],
    ['markup', '<script>'],
    ['over 64 letters', 'A'.repeat(65)],
  ])('has no code that is %s', (_, code) => {
    const error = refused(code);
    expect(error.code).toBe('UNKNOWN_ERROR');
    expect(inspect(error)).not.toContain(code);
  });

  test.each([
    ['QUERY_LIMIT_EXCEEDED', 503, true, false],
    ['OPERATION_TIME_LIMIT', 429, true, false],
    ['OPERATION_TIME_LIMIT', 200, true, false],
    ['INTERNAL_SERVER_ERROR', 500, true, true],
    ['SOMETHING_NEW', 500, true, true],
    ['SOMETHING_NEW', 429, true, false],
    ['OVERLOAD_LIMIT', 503, false, false],
    ['PORTAL_DELETED', 500, false, false],
    ['invalid_grant', 400, false, false],
    ['ERROR_EVENT_NOT_FOUND', 400, false, false],
  ])('%s with status %i: temporary %s, outcome unknown %s', (code, status, temporary, outcomeUnknown) => {
    expect(refused(code, '', status)).toMatchObject({ code, temporary, outcomeUnknown });
  });
});

describe('a cure', () => {
  test.each([
    ['invalid_grant', /Reinstall the application/],
    ['INVALID_GRANT', /Reinstall the application/],
    ['insufficient_scope', /imopenlines and imconnector/],
    ['ERROR_EVENT_NOT_FOUND', /imopenlines and imconnector.*version of this portal/],
    ['WRONG_AUTH_TYPE', /local application/],
    ['PAYMENT_REQUIRED', /Renew/],
    ['expired_token', /Reinstall/],
    ['ERROR_WRONG_HANDLER_URL', /base URL/],
    ['OPERATION_TIME_LIMIT', /10 minutes/],
    ['HTTP_502', /tried again by itself/],
    ['HTTP_404', /Look the code up/],
    ['constructor', /Look the code up/],
  ])('of %s says what to do', (code, cure) => {
    expect(new Bitrix24Error(code, '').cure).toMatch(cure);
  });

  test('of invalid_client names the parameter', () => {
    const error = new Bitrix24Error('invalid_client', '', { parameter: '/b24bus/dev/$&application' });
    expect(error.cure).toContain('client_secret in /b24bus/dev/$&application as');
    expect(new Bitrix24Error('invalid_client', '').cure).toContain('in the application parameter as');
  });
});
