import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { parsePortalsSetting, portalsFromSetting } from '../../../lib/portals/settings.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** What a setting says: the digests, in hexadecimal digits, by portal. */
const read = (text: string) => {
  const { portals, faults } = parsePortalsSetting(text);
  const digests = [...portals].map(([memberId, tokens]) => [
    memberId,
    tokens.map(({ digest, ...others }) => ({ digest: digest.toString('hex'), ...others })),
  ]);
  return { portals: Object.fromEntries(digests), faults };
};

const hex = sha256('token');

describe('the setting of portals', () => {
  test.each<[string, string, Record<string, string[]>]>([
    ['is empty', '', {}],
    ['has separators alone', ' ,\n, ', {}],
    ['has one portal', 'm1:t1', { m1: [sha256('t1')] }],
    ['separates pairs by commas', 'm1:t1,m2:t2', { m1: [sha256('t1')], m2: [sha256('t2')] }],
    ['separates pairs by spaces', 'm1:t1 m2:t2', { m1: [sha256('t1')], m2: [sha256('t2')] }],
    ['separates pairs by line ends', 'm1:t1\r\nm2:t2\n', { m1: [sha256('t1')], m2: [sha256('t2')] }],
    ['separates pairs by several of them', ' m1:t1 ,\t, m2:t2 ,', { m1: [sha256('t1')], m2: [sha256('t2')] }],
    [
      'gives a portal several tokens',
      'm1:t1,m2:t2,m1:t3',
      { m1: [sha256('t1'), sha256('t3')], m2: [sha256('t2')] },
    ],
    ['splits a pair at the first colon', 'm1:t:1', { m1: [sha256('t:1')] }],
    ['takes a token that begins with a colon', 'm1::', { m1: [sha256(':')] }],
    ['takes a digest instead of the token', `m1:sha256:${hex}`, { m1: [hex] }],
    ['takes a digest in capitals', `m1:sha256:${hex.toUpperCase()}`, { m1: [hex] }],
    ['takes a bare digest for a token', `m1:${hex}`, { m1: [sha256(hex)] }],
    ['takes another prefix for part of a token', `m1:SHA256:${hex}`, { m1: [sha256(`SHA256:${hex}`)] }],
    ['reads a token as UTF-8', 'm1:ключ', { m1: [sha256('ключ')] }],
    ['has portals named like parts of an object', 'constructor:t', { constructor: [sha256('t')] }],
  ])('%s', (_, text, portals) => {
    const expected = Object.entries(portals).map(([memberId, digests]) => [
      memberId,
      digests.map((digest) => ({ digest })),
    ]);
    expect(read(text)).toEqual({ portals: Object.fromEntries(expected), faults: [] });
  });

  const notAPair = (position: number) => `pair ${position} is not of the form member_id:token`;
  const noDigest = (position: number) =>
    `pair ${position} has a sha256 digest that is not 64 hexadecimal digits`;

  test.each<[string, string, string[]]>([
    ['has no colon', 'secret', [notAPair(1)]],
    ['has no member_id', ':secret', [notAPair(1)]],
    ['has no token', 'member:', [notAPair(1)]],
    ['has a colon alone', ':', [notAPair(1)]],
    ['is split by a space', 'member: secret', [notAPair(1), notAPair(2)]],
    ['has an empty digest', 'member:sha256:', [noDigest(1)]],
    ['has a digest that is too short', `member:sha256:${hex.slice(1)}`, [noDigest(1)]],
    ['has a digest that is too long', `member:sha256:${hex}0`, [noDigest(1)]],
    ['has a digest with a letter that is no digit', `member:sha256:${hex.slice(1)}g`, [noDigest(1)]],
    ['has a digest in quotes', `member:sha256:"${hex}"`, [noDigest(1)]],
  ])('is at fault by position, and does not quote the pair, where a pair %s', (_, text, faults) => {
    expect(read(text)).toEqual({ portals: {}, faults });
  });

  test('names every pair that is at fault, and reads the others', () => {
    expect(read(`m1:t1, secret,, m2:sha256:12 m3:t3 :x`)).toEqual({
      portals: { m1: [{ digest: sha256('t1') }], m3: [{ digest: sha256('t3') }] },
      faults: [notAPair(2), noDigest(3), notAPair(5)],
    });
  });

  test('holds digests, and no token', () => {
    const { portals } = parsePortalsSetting('m1:51856fefc120afa4b628cc82d3935cce');
    expect(JSON.stringify([...portals])).not.toContain('51856fefc120afa4b628cc82d3935cce');
    expect(portals.get('m1')).toEqual([
      { digest: createHash('sha256').update('51856fefc120afa4b628cc82d3935cce').digest() },
    ]);
  });
});

describe('portals from the setting', () => {
  const portals = portalsFromSetting(parsePortalsSetting('m1:t1,m1:t2,m2:t3').portals);
  const prove = (memberId: string, token: string, now = Number.MAX_SAFE_INTEGER) =>
    portals.prove(memberId, createHash('sha256').update(token).digest(), now);

  test.each([
    ['m1', 't1'],
    ['m1', 't2'],
    ['m2', 't3'],
  ])('prove %s by %s, for good', async (memberId, token) => {
    expect(await prove(memberId, token)).toBe('proven');
  });

  test.each([
    ['m1', 't3'],
    ['m2', 't1'],
    ['m2', ''],
  ])('know %s, but not its token %j', async (memberId, token) => {
    expect(await prove(memberId, token)).toBe('wrong token');
  });

  test.each(['m3', '', 'M1', '__proto__', 'constructor', 'toString'])('do not know %j', async (memberId) => {
    expect(await prove(memberId, 't1')).toBe('unknown portal');
  });
});
