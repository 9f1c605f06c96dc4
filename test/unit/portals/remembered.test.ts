import { createHash } from 'node:crypto';
import { describe, expect, test, vi } from 'vitest';
import { PortalsUnreachable, type TokenDigest } from '../../../lib/portals/portals.ts';
import { type ReadDigests, rememberedPortals } from '../../../lib/portals/remembered.ts';

const NOW = 1_714_649_632_123;
const SECOND = 1_000;

const digestOf = (token: string): Buffer => createHash('sha256').update(token).digest();

/** A table in which a test may change what a portal's tokens are, and that can be out of reach. */
const tableWith = (tokens: Record<string, readonly TokenDigest[]>) => {
  const state = { tokens, reachable: true };
  const read = vi.fn<ReadDigests>(async (memberId) => {
    if (!state.reachable) throw new PortalsUnreachable('the table is down');
    return state.tokens[memberId];
  });
  const portals = rememberedPortals(read);
  const prove = (memberId: string, token: string, now: number) =>
    portals.prove(memberId, digestOf(token), now);
  return { state, read, prove };
};

const known = () => tableWith({ portal: [{ digest: digestOf('token') }] });

describe('a portal that proved itself', () => {
  test('is not looked up again for 60 s', async () => {
    const { read, prove } = known();
    for (const seconds of [0, 1, 59.999])
      expect(await prove('portal', 'token', NOW + seconds * SECOND)).toBe('proven');
    expect(read).toHaveBeenCalledExactlyOnceWith('portal');
  });

  test('is looked up again after 60 s, so that a token taken back is refused', async () => {
    const { state, read, prove } = known();
    await prove('portal', 'token', NOW);
    state.tokens = { portal: [{ digest: digestOf('another') }] };
    expect(await prove('portal', 'token', NOW + 59 * SECOND)).toBe('proven');
    expect(await prove('portal', 'token', NOW + 60 * SECOND)).toBe('wrong token');
    expect(read).toHaveBeenCalledTimes(2);
  });

  test('is refused within the 60 s at the moment its previous token expires', async () => {
    const { prove } = tableWith({ portal: [{ digest: digestOf('old'), expires: NOW + SECOND }] });
    expect(await prove('portal', 'old', NOW)).toBe('proven');
    expect(await prove('portal', 'old', NOW + SECOND)).toBe('wrong token');
  });

  test('stays proven while the table does not answer', async () => {
    const { state, prove } = known();
    await prove('portal', 'token', NOW);
    state.reachable = false;
    expect(await prove('portal', 'token', NOW + 3_600 * SECOND)).toBe('proven');
  });
});

describe('a sender that did not prove itself', () => {
  test.each([
    ['an unknown portal', 'stranger', 'unknown portal'],
    ['a wrong token', 'portal', 'wrong token'],
  ])('is looked up once in 5 s: %s', async (_, memberId, verdict) => {
    const { read, prove } = known();
    for (const seconds of [0, 1, 2, 4.999])
      expect(await prove(memberId, 'guess', NOW + seconds * SECOND)).toBe(verdict);
    expect(read).toHaveBeenCalledTimes(1);
    await prove(memberId, 'guess', NOW + 5 * SECOND);
    expect(read).toHaveBeenCalledTimes(2);
  });

  test('is accepted 5 s later if it has been installed meanwhile', async () => {
    const { state, prove } = tableWith({});
    expect(await prove('portal', 'token', NOW)).toBe('unknown portal');
    state.tokens = { portal: [{ digest: digestOf('token') }] };
    expect(await prove('portal', 'token', NOW + 5 * SECOND)).toBe('proven');
  });

  test('with a new token is looked up although the old one was proven a moment ago', async () => {
    const { state, prove } = known();
    await prove('portal', 'token', NOW);
    state.tokens = { portal: [{ digest: digestOf('new') }, { digest: digestOf('token') }] };
    expect(await prove('portal', 'new', NOW + 5 * SECOND)).toBe('proven');
    expect(await prove('portal', 'token', NOW + 6 * SECOND)).toBe('proven');
  });

  test.each([
    ['nothing is known of it', 'stranger'],
    ['what is known does not prove it', 'portal'],
  ])('is nobody’s to judge while the table does not answer, if %s', async (_, memberId) => {
    const { state, prove } = known();
    await prove('portal', 'token', NOW);
    state.reachable = false;
    await expect(prove(memberId, 'guess', NOW + 10 * SECOND)).rejects.toThrow(PortalsUnreachable);
  });
});

describe('the memory of a container', () => {
  test('holds 1,000 portals, and forgets the one it read first', async () => {
    const { read, prove } = known();
    await prove('portal', 'token', NOW);
    for (let stranger = 1; stranger < 1_000; stranger++) await prove(`stranger ${stranger}`, 'guess', NOW);
    await prove('portal', 'token', NOW);
    expect(read).toHaveBeenCalledTimes(1_000);
    await prove('one more', 'guess', NOW);
    await prove('portal', 'token', NOW);
    expect(read).toHaveBeenCalledTimes(1_002);
  });

  test('does not trust an entry from the future: a clock that was set back', async () => {
    const { read, prove } = known();
    await prove('portal', 'token', NOW);
    await prove('portal', 'token', NOW - SECOND);
    expect(read).toHaveBeenCalledTimes(2);
  });
});
