import { describe, expect, test } from 'vitest';
import { OAUTH_ENDPOINTS, oauthEndpointsFor, portalEndpoint } from '../../../lib/bitrix24/endpoints.ts';
import { Bitrix24Error } from '../../../lib/bitrix24/error.ts';

const info = 'https://oauth.bitrix.info/oauth/token/';
const tech = 'https://oauth.bitrix24.tech/oauth/token/';

describe('the OAuth endpoints', () => {
  test('are the two of Bitrix24', () => {
    expect(OAUTH_ENDPOINTS).toStrictEqual([info, tech]);
  });

  test.each([
    ['https://oauth.bitrix.info/rest/', [info, tech]],
    ['https://oauth.bitrix24.tech/rest/', [tech, info]],
    ['https://oauth.bitrix24.tech/rest/&#39;', [tech, info]],
    [" https://OAUTH.bitrix24.tech:443/rest/' ", [tech, info]],
  ])('begin with the one that %j names', (serverEndpoint, expected) => {
    expect(oauthEndpointsFor({ serverEndpoint })).toStrictEqual(expected);
    expect(oauthEndpointsFor({ serverEndpoint, domain: 'x.bitrix24.com' })).toStrictEqual(expected);
  });

  test.each([
    ['x.bitrix24.ru', [tech, info]],
    ['X.Bitrix24.RU', [tech, info]],
    ['x.bitrix24.by', [tech, info]],
    ['x.bitrix24.kz:8443', [tech, info]],
    ['portal.company.uz', [tech, info]],
    ['x.bitrix24.com', [info, tech]],
    ['x.bitrix24.ru.evil.com', [info, tech]],
    ['', [info, tech]],
  ])('begin with the one for the country of %j where nothing else selects', (domain, expected) => {
    expect(oauthEndpointsFor({ domain })).toStrictEqual(expected);
    expect(oauthEndpointsFor({ domain, serverEndpoint: 'no url' })).toStrictEqual(expected);
  });

  test.each([
    'https://evil.example/rest/',
    'http://oauth.bitrix24.tech/rest/',
    'https://oauth.bitrix24.tech:8443/rest/',
    'https://oauth.bitrix24.tech.evil.example/rest/',
    'https://oauth.bitrix24.tech@evil.example/rest/',
    'http://169.254.169.254/latest/meta-data/',
    'file:///etc/passwd',
    '',
  ])('are never the one that %j names', (serverEndpoint) => {
    expect(oauthEndpointsFor({ serverEndpoint })).toStrictEqual([info, tech]);
  });

  test('are chosen from another list where one is given', () => {
    const local = 'http://127.0.0.1:3001/oauth/token/';
    expect(
      oauthEndpointsFor({ serverEndpoint: 'https://oauth.bitrix.info/rest/', domain: 'x.ru' }, [local]),
    ).toStrictEqual([local]);
    expect(oauthEndpointsFor({ serverEndpoint: 'http://127.0.0.1:3001/rest/' }, [info, local])).toStrictEqual(
      [local, info],
    );
    expect(oauthEndpointsFor({}, [])).toStrictEqual([]);
  });
});

const refusalOf = (text: string, trustedOrigins: readonly string[] = []): string => {
  try {
    portalEndpoint(text, { trustedOrigins });
  } catch (fault) {
    expect(fault).toBeInstanceOf(Bitrix24Error);
    expect(fault).toMatchObject({ code: 'ENDPOINT_REFUSED', temporary: false });
    return (fault as Bitrix24Error).message;
  }
  throw new Error(`${text} was accepted`);
};

const wrong = (what: string): string => `The REST endpoint of the portal, as OAuth returned it, ${what}.`;

describe('the REST endpoint of a portal', () => {
  test.each([
    ['https://some-domain.bitrix24.com/rest/', 'https://some-domain.bitrix24.com/rest/'],
    ['https://some-domain.bitrix24.com/rest', 'https://some-domain.bitrix24.com/rest/'],
    ['https://Portal.Company.kz:443/sub/rest/', 'https://portal.company.kz/sub/rest/'],
    ['https://портал.рф/rest/', 'https://xn--80awhdgm.xn--p1ai/rest/'],
    ['https://localhost.company.com/rest/', 'https://localhost.company.com/rest/'],
    ['https://10.company.com/rest/', 'https://10.company.com/rest/'],
  ])('may be %s', (text, href) => {
    expect(portalEndpoint(text, { trustedOrigins: [] }).href).toBe(href);
  });

  test.each([
    [
      'is no URL',
      [
        '',
        'some-domain.bitrix24.com/rest/',
        'https://',
        'https://a b/rest/',
        'https://1.2.3.4.5/rest/',
        'https://256.1.1.1/rest/',
      ],
    ],
    [
      'is not https',
      [
        'http://some-domain.bitrix24.com/rest/',
        'ftp://some-domain.bitrix24.com/rest/',
        'file:///rest/',
        'http://169.254.169.254/rest/',
      ],
    ],
    [
      'has a port',
      ['https://some-domain.bitrix24.com:8443/rest/', 'https://some-domain.bitrix24.com:80/rest/'],
    ],
    [
      'has a user name',
      [
        'https://user@some-domain.bitrix24.com/rest/',
        'https://:word@some-domain.bitrix24.com/rest/',
        'https://some-domain.bitrix24.com:443@evil.example/rest/',
      ],
    ],
    [
      'has a query or a fragment',
      ['https://some-domain.bitrix24.com/rest/?a=/rest/', 'https://some-domain.bitrix24.com/rest/#/rest/'],
    ],
    [
      'does not end with /rest/',
      [
        'https://some-domain.bitrix24.com/',
        'https://some-domain.bitrix24.com/rest/1/',
        'https://some-domain.bitrix24.com/xrest',
        'https://some-domain.bitrix24.com/rest/../',
        'data:text/plain,x',
      ],
    ],
    [
      'is an IP address',
      [
        'https://169.254.169.254/rest/',
        'https://127.0.0.1/rest/',
        'https://2130706433/rest/',
        'https://0x7f.1/rest/',
        'https://0177.0.0.1/rest/',
        'https://127.1/rest/',
        'https://127.0.0.1./rest/',
        'https://１２７.0.0.1/rest/',
        'https://8.8.8.8/rest/',
        'https://[::1]/rest/',
        'https://[::ffff:127.0.0.1]/rest/',
        'https://[fd00:ec2::254]/rest/',
      ],
    ],
    [
      'is not a public host name',
      [
        'https://localhost/rest/',
        'https://LOCALHOST./rest/',
        'https://a.localhost/rest/',
        'https://printer.local/rest/',
        'https://metadata.google.internal/rest/',
        'https://ip-10-0-0-1.eu-central-1.compute.internal./rest/',
        'https://router.lan/rest/',
        'https://x.home.arpa/rest/',
        'https://metadata/rest/',
      ],
    ],
  ])('is refused where it %s', (what, texts) => {
    for (const text of texts) expect(refusalOf(text), text).toBe(wrong(what));
  });

  test('may be a trusted origin of any kind', () => {
    const trustedOrigins = ['http://127.0.0.1:3001'];
    const text = 'http://127.0.0.1:3001/portals/a223c6b3710f85df22e9377d6c4f7553/rest/';
    expect(portalEndpoint(text, { trustedOrigins }).href).toBe(text);
    expect(refusalOf('http://127.0.0.1:3001/portals/', trustedOrigins)).toBe(
      wrong('does not end with /rest/'),
    );
    expect(refusalOf('http://u@127.0.0.1:3001/rest/', trustedOrigins)).toBe(wrong('has a user name'));
    expect(refusalOf('http://127.0.0.1:3002/rest/', trustedOrigins)).toBe(wrong('is not https'));
  });
});
