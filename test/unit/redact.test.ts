import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Decoded, type DecodedObject, decodedObject } from '../../lib/form/decoded.ts';
import { envelopeOf } from '../../lib/form/envelope.ts';
import { decodeForm } from '../../lib/middleware/decode.ts';
import { withoutSecrets } from '../../lib/redact.ts';
import { formOf, limits, sampleNames, sampleSecrets } from '../samples.ts';

const secretKeys = [
  'access_token',
  'refresh_token',
  'application_token',
  'auth_id',
  'refresh_id',
  'client_secret',
];

const objectOf = (entries: readonly (readonly [string, Decoded])[]): DecodedObject => {
  const object = decodedObject();
  for (const [key, value] of entries) object[key] = value;
  return object;
};

const cases = secretKeys.flatMap((key) => [
  [key],
  [key.toUpperCase()],
  [key.replace(/^./, (letter) => letter.toUpperCase())],
]);

describe('a body without its secrets', () => {
  test.each(cases)('has no %s, and keeps what stands beside it', (key) => {
    expect(withoutSecrets({ before: '1', [key]: 'secret', after: '2' })).toEqual({ before: '1', after: '2' });
  });

  test.each(cases)('has no %s deep inside', (key) => {
    expect(withoutSecrets({ data: { BOT: { 5: { [key]: 'secret', id: '5' } } } })).toEqual({
      data: { BOT: { 5: { id: '5' } } },
    });
  });

  test.each(cases)('has no %s that is a container', (key) => {
    expect(withoutSecrets({ [key]: { 0: 'secret', deep: { value: 'secret' } }, a: '1' })).toEqual({ a: '1' });
  });

  test.each([
    'access_tokens',
    'my_access_token',
    'accesstoken',
    'access-token',
    ' access_token',
    'auth',
    'token',
    'client_id',
    'application_token_type',
    'member_id',
    '__proto__',
  ])('keeps %s, which is no secret', (key) => {
    const body = objectOf([[key, 'value']]);
    expect(JSON.stringify(withoutSecrets(body))).toBe(JSON.stringify(body));
  });

  test('has no containers that held secrets alone', () => {
    expect(withoutSecrets({ auth: { access_token: 's', inner: { AUTH_ID: 's' } }, a: { b: '1' } })).toEqual({
      a: { b: '1' },
    });
  });

  test('is empty where all is secret', () => {
    expect(withoutSecrets({ auth: { application_token: 's' }, REFRESH_ID: 's' })).toEqual({});
  });

  test('keeps empty texts, and values that equal a secret under another key', () => {
    const body = { auth: { application_token: 's' }, data: { text: 's', none: '' } };
    expect(withoutSecrets(body)).toEqual({ data: { text: 's', none: '' } });
  });

  test('keeps the order of the keys', () => {
    expect(JSON.stringify(withoutSecrets({ z: '1', auth_id: 's', a: '2', m: { y: '3', b: '4' } }))).toBe(
      '{"z":"1","a":"2","m":{"y":"3","b":"4"}}',
    );
  });

  test('is a copy: what it was made of is as it was', () => {
    const body = { a: { b: '1' }, auth: { access_token: 's', domain: 'd' } };
    const before = structuredClone(body);
    const copy = withoutSecrets(body);
    expect(body).toEqual(before);
    expect(copy['a']).not.toBe(body.a);
    copy['a'] = 'changed';
    expect(body).toEqual(before);
  });

  test('has no prototype, at any depth', () => {
    const copy = withoutSecrets({ a: { b: { c: '1' } } });
    const prototypes = [copy, copy['a'], (copy['a'] as DecodedObject)['b']].map((each) =>
      Object.getPrototypeOf(each),
    );
    expect(prototypes).toEqual([null, null, null]);
  });

  test('takes __proto__ for a key like any other', () => {
    const copy = withoutSecrets(
      objectOf([
        [
          '__proto__',
          objectOf([
            ['auth_id', 's'],
            ['polluted', 'yes'],
          ]),
        ],
      ]),
    );
    expect(JSON.stringify(copy)).toBe('{"__proto__":{"polluted":"yes"}}');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('the samples', () => {
  const withAuth = sampleNames.filter((sample) => /(?:^|&)event=.*&auth%5B/s.test(formOf(sample)));

  test('have secrets', () => {
    expect(withAuth.length).toBeGreaterThan(20);
  });

  test.each(withAuth)('%s shows none behind the envelope', (sample) => {
    const decoded = decodeForm(formOf(sample), limits);
    const { token, ...envelope } = envelopeOf(decoded);
    const shown = JSON.stringify({ ...envelope, token });
    expect(sampleSecrets.filter((secret) => shown.includes(secret))).toEqual([]);
  });
});

describe('any body', () => {
  const SECRET = 'SECRET';

  const plain = fc.string({ unit: 'grapheme' }).filter((value) => !value.includes(SECRET));
  const plainKey = plain.filter((key) => !secretKeys.includes(key.toLowerCase()));
  const secretKey = fc
    .tuple(fc.constantFrom(...secretKeys), fc.array(fc.boolean(), { minLength: 20, maxLength: 20 }))
    .map(([key, upper]) =>
      [...key].map((letter, index) => (upper[index] ? letter.toUpperCase() : letter)).join(''),
    );

  /** Bodies with secrets under secret keys, somewhere, and the same bodies as they should be afterwards. */
  type Sample = { readonly given: DecodedObject; readonly expected: DecodedObject };
  const { body } = fc.letrec<{ body: Sample; hidden: Decoded }>((tie) => ({
    hidden: fc.oneof(
      { maxDepth: 3 },
      plain.map((text) => `${text}${SECRET}`),
      fc.tuple(plainKey, tie('hidden')).map((entry) => objectOf([entry])),
    ),
    body: fc
      .tuple(
        fc.uniqueArray(fc.tuple(plainKey, plain), { selector: ([key]) => key, maxLength: 3 }),
        fc.array(fc.tuple(secretKey, tie('hidden')), { maxLength: 2 }),
        fc.option(fc.tuple(plainKey, tie('body')), { maxDepth: 4 }),
      )
      .map(([texts, secrets, inner]) => {
        const own = texts.filter(([key]) => key !== inner?.[0]);
        const kept = inner !== null && Object.keys(inner[1].expected).length > 0;
        return {
          given: objectOf([
            ...own,
            ...secrets,
            ...(inner === null ? [] : [[inner[0], inner[1].given] as const]),
          ]),
          expected: objectOf([...own, ...(kept ? [[inner[0], inner[1].expected] as const] : [])]),
        };
      }),
  }));

  test('keeps all but its secrets, wherever these are put', () => {
    fc.assert(
      fc.property(body, ({ given, expected }) => {
        const before = JSON.stringify(given);
        const copy = JSON.stringify(withoutSecrets(given));
        expect(copy).toBe(JSON.stringify(expected));
        expect(copy).not.toContain(SECRET);
        expect(JSON.stringify(given)).toBe(before);
      }),
      { numRuns: 1000 },
    );
  });

  test('stays the same when it is redacted again', () => {
    fc.assert(
      fc.property(body, ({ given }) => {
        const once = withoutSecrets(given);
        expect(JSON.stringify(withoutSecrets(once))).toBe(JSON.stringify(once));
      }),
    );
  });
});
