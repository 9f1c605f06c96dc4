import { createHash } from 'node:crypto';
import { describe, expect, test, vi } from 'vitest';
import { Problem } from '../../../lib/errors.ts';
import type { Envelope } from '../../../lib/form/envelope.ts';
import {
  anyOf,
  compare,
  type Portals,
  type TokenDigest,
  type Verdict,
  verify,
} from '../../../lib/portals/portals.ts';
import { Secret } from '../../../lib/secret.ts';

const NOW = 1_714_649_632_123;
const memberId = 'a223c6b3710f85df22e9377d6c4f7553';
const token = '51856fefc120afa4b628cc82d3935cce';
const previous = 's6p6eclrvim6da22ft9ch94ekreb52lv';

const envelope: Envelope = {
  event: 'ONSESSIONSTART',
  ts: '1714649632',
  memberId,
  domain: 'some-domain.bitrix24.com',
  status: 'F',
  token: new Secret(token),
  data: { DATA: { 0: 'x' } },
  body: { event: 'ONSESSIONSTART' },
};

const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Portals that know one portal, and what they were asked for. */
const portalsWith = (...digests: TokenDigest[]) => ({
  prove: vi.fn<Portals['prove']>(async (asked, digest, now) =>
    compare(asked === memberId ? digests : undefined, digest, now),
  ),
});

const known = () => portalsWith({ digest: digestOf(token) });

const problemOf = async (verified: Promise<unknown>): Promise<Problem> => {
  const fault: unknown = await verified.then(
    () => expect.fail('it was accepted'),
    (thrown: unknown) => thrown,
  );
  expect(fault).toBeInstanceOf(Problem);
  return fault as Problem;
};

describe('a sender', () => {
  test('is verified by member_id and token; nothing else of the envelope changes', async () => {
    const portals = known();
    expect(await verify(envelope, portals, NOW)).toStrictEqual({ ...envelope, memberId });
    expect(portals.prove).toHaveBeenCalledExactlyOnceWith(memberId, digestOf(token), NOW);
  });

  test.each([
    ['another domain', { domain: 'renamed.bitrix24.com' }],
    ['no domain', { domain: undefined }],
  ])('is verified with %s', async (_, changed) => {
    const given = { ...envelope, ...changed };
    expect(await verify(given, known(), NOW)).toStrictEqual(given);
  });

  test.each([
    ['no member_id', { memberId: undefined }, 'member_id'],
    ['no token', { token: undefined }, 'application_token'],
    ['neither', { memberId: undefined, token: undefined }, 'member_id'],
  ])('with %s is refused before anything is looked up', async (_, changed, missing) => {
    const portals = known();
    const problem = await problemOf(verify({ ...envelope, ...changed }, portals, NOW));
    expect(problem).toMatchObject({
      code: 'credentials-missing',
      status: 401,
      message: `auth has no ${missing}, so nobody can tell which portal sent this.`,
      reason: undefined,
    });
    expect(portals.prove).not.toHaveBeenCalled();
  });

  const refused: [string, Envelope, string][] = [
    ['of an unknown portal', { ...envelope, memberId: '0'.repeat(32) }, 'unknown portal'],
    ['of a portal in another case', { ...envelope, memberId: memberId.toUpperCase() }, 'unknown portal'],
    ['with a wrong token', { ...envelope, token: new Secret(previous) }, 'wrong token'],
    ['with an empty token', { ...envelope, token: new Secret('') }, 'wrong token'],
    [
      'with the token in another case',
      { ...envelope, token: new Secret(token.toUpperCase()) },
      'wrong token',
    ],
    ['with a token that begins alike', { ...envelope, token: new Secret(token.slice(0, -1)) }, 'wrong token'],
    ['with a token and more', { ...envelope, token: new Secret(`${token} `) }, 'wrong token'],
    [
      'with the digest instead of the token',
      { ...envelope, token: new Secret(digestOf(token).toString('hex')) },
      'wrong token',
    ],
  ];

  test.each(refused)('%s is refused, and only the log learns why', async (_, given, reason) => {
    const problem = await problemOf(verify(given, known(), NOW));
    expect(problem).toMatchObject({ code: 'sender-unknown', status: 403, reason });
  });

  test('is told the same whether its portal is unknown or its token is wrong', async () => {
    const problems = await Promise.all(refused.map(([, given]) => problemOf(verify(given, known(), NOW))));
    const told = problems.map(({ status, title, code, message }) => ({ status, title, code, message }));
    expect(told).toEqual(
      refused.map(() => ({
        status: 403,
        title: 'The sender is not known here',
        code: 'sender-unknown',
        message:
          'Neither this portal nor this token is known here. Install the application, or check PORTALS against the application token that the portal shows.',
      })),
    );
  });

  test('is not let in by a portal without tokens', async () => {
    const problem = await problemOf(verify(envelope, portalsWith(), NOW));
    expect(problem).toMatchObject({ status: 403, reason: 'wrong token' });
  });
});

describe('the tokens of a portal', () => {
  const current = { digest: digestOf(token) };
  const replaced = { digest: digestOf(previous), expires: NOW };

  test.each([
    ['the first', token, [current, { digest: digestOf(previous) }]],
    ['the last', token, [{ digest: digestOf(previous) }, { digest: digestOf('other') }, current]],
    ['one that is there twice, once expired', token, [{ ...current, expires: 0 }, current]],
    ['one that is there twice, the second expired', token, [current, { ...current, expires: 0 }]],
  ])('are all accepted: %s', async (_, given, digests) => {
    const sender = { ...envelope, token: new Secret(given) };
    expect(await verify(sender, portalsWith(...digests), NOW)).toStrictEqual(sender);
  });

  const withPrevious = { ...envelope, token: new Secret(previous) };

  test('are accepted up to the last millisecond before they expire', async () => {
    expect(await verify(withPrevious, portalsWith(current, replaced), NOW - 1)).toStrictEqual(withPrevious);
  });

  test.each([
    ['at the moment they expire', NOW],
    ['after that', NOW + 1],
  ])('are refused %s', async (_, now) => {
    const problem = await problemOf(verify(withPrevious, portalsWith(current, replaced), now));
    expect(problem).toMatchObject({ status: 403, reason: 'wrong token' });
  });

  test('are accepted for good where no end is set', async () => {
    expect(await verify(envelope, portalsWith(current), Number.MAX_SAFE_INTEGER)).toStrictEqual(envelope);
  });

  test('that have not expired let no other token in', async () => {
    const given = { ...envelope, token: new Secret('other') };
    const problem = await problemOf(
      verify(given, portalsWith(current, { ...replaced, expires: NOW + 1 }), NOW),
    );
    expect(problem).toMatchObject({ status: 403, reason: 'wrong token' });
  });
});

describe('a fault while portals are looked up', () => {
  test('is passed on', async () => {
    const fault = new Error('table not reachable');
    const portals = { prove: () => Promise.reject(fault) };
    await expect(verify(envelope, portals, NOW)).rejects.toBe(fault);
  });
});

describe('several sources of portals', () => {
  const saying = (verdict: Verdict) => ({ prove: vi.fn<Portals['prove']>(async () => verdict) });

  test.each<[string, Verdict[], Verdict]>([
    ['the first proves', ['proven', 'unknown portal'], 'proven'],
    ['the last proves', ['wrong token', 'proven'], 'proven'],
    ['one knows the portal', ['wrong token', 'unknown portal'], 'wrong token'],
    ['the last knows the portal', ['unknown portal', 'wrong token'], 'wrong token'],
    ['none knows the portal', ['unknown portal', 'unknown portal'], 'unknown portal'],
  ])('say so where %s', async (_, verdicts, expected) => {
    expect(await anyOf(...verdicts.map(saying)).prove(memberId, digestOf(token), NOW)).toBe(expected);
  });

  test('are not asked once one has proven the sender', async () => {
    const table = saying('proven');
    await anyOf(saying('proven'), table).prove(memberId, digestOf(token), NOW);
    expect(table.prove).not.toHaveBeenCalled();
  });
});
