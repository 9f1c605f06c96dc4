import { createHash } from 'node:crypto';
import { format, inspect } from 'node:util';
import { serialize } from 'node:v8';
import { describe, expect, test } from 'vitest';
import { Secret } from '../../lib/secret.ts';

const text = '51856fefc120afa4b628cc82d3935cce';
const secret = new Secret(text);

describe('the digest of a secret', () => {
  test('is the SHA-256 known from elsewhere', () => {
    expect(new Secret('abc').digest().toString('hex')).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
  });

  test.each([
    ['a token', text],
    ['nothing', ''],
    ['letters beyond ASCII, as UTF-8', 'ключ 🔑'],
  ])('is the same for the same text: %s', (_, value) => {
    const expected = createHash('sha256').update(Buffer.from(value, 'utf8')).digest();
    expect(new Secret(value).digest()).toEqual(expected);
    expect(new Secret(value).digest()).toHaveLength(32);
  });

  test('differs for another text', () => {
    expect(secret.digest().equals(new Secret(`${text} `).digest())).toBe(false);
  });
});

describe('a secret', () => {
  const wrapped = new Error('refused', { cause: secret });

  test.each<[string, unknown, string]>([
    ['as a string', String(secret), '[secret]'],
    ['by its own method', secret.toString(), '[secret]'],
    ['in a template', `${secret}`, '[secret]'],
    ['joined to a text', `token: ${[secret]}`, 'token: [secret]'],
    ['as JSON', JSON.stringify(secret), '"[secret]"'],
    ['as JSON inside an object', JSON.stringify({ token: secret }), '{"token":"[secret]"}'],
    ['inspected', inspect(secret), '[secret]'],
    ['inspected with all that is hidden', inspect(secret, { showHidden: true, depth: null }), '[secret]'],
    ['inspected deep inside', inspect({ a: { b: [secret] } }, { depth: null }), '{ a: { b: [ [secret] ] } }'],
    [
      'formatted',
      format('%s %o %O %j', secret, secret, secret, secret),
      '[secret] [secret] [secret] "[secret]"',
    ],
    [
      'inspected without its own method',
      inspect(secret, { showHidden: true, customInspect: false, getters: true }),
      'Secret {}',
    ],
  ])('shows nothing %s', (_, shown, expected) => {
    expect(shown).toBe(expected);
  });

  test('has nothing to be read', () => {
    expect(Object.keys(secret)).toEqual([]);
    expect(Reflect.ownKeys(secret)).toEqual([]);
    expect(Object.entries({ ...secret })).toEqual([]);
  });

  test('shows nothing when it is copied', () => {
    expect(structuredClone(secret)).toEqual({});
    expect(Reflect.ownKeys(structuredClone(secret))).toEqual([]);
    expect(serialize(secret).includes(text)).toBe(false);
  });

  test('shows nothing as the cause of an error', () => {
    expect(inspect(wrapped, { showHidden: true, depth: null })).toContain('[secret]');
    expect(inspect(wrapped, { showHidden: true, depth: null })).not.toContain(text);
    expect(`${wrapped.stack}`).not.toContain(text);
  });

  test('shows nothing as the message of an error', () => {
    expect(new Error(String(secret)).message).toBe('[secret]');
  });
});
