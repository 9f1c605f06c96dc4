import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nest } from '../../lib/form/nest.ts';
import { pairsOf } from '../../lib/form/pairs.ts';
import { MASK, maskedBody, maskedForm, maskedUrl, withoutThem } from '../../lib/inspector/masked.ts';
import { formOf, sampleNames, sampleSecrets } from '../samples.ts';

const decoded = (form: string) => nest(pairsOf(form), { maxDepth: 64 });

const encodedMask = encodeURIComponent(MASK);

const keyParts = fc.constantFrom('auth', 'data', 'a', '0', 'access_token', 'AUTH_ID', 'Refresh_Token', '');

const keys = fc
  .tuple(
    fc.constantFrom('auth', 'access_token', 'refresh.token', 'client secret', 'x'),
    fc.array(keyParts, { maxLength: 3 }),
  )
  .map(([first, rest]) => first + rest.map((part) => `[${part}]`).join(''));

const forms = fc
  .array(fc.tuple(keys, fc.stringMatching(/^v[\da-f]{8}$/)), { maxLength: 8 })
  .map((pairs) => pairs.map(([key, value]) => `${encodeURIComponent(key)}=${value}`).join('&'));

describe('masking', () => {
  test.each(sampleNames)('leaves nothing secret of %s, and all the rest', (sample) => {
    const form = formOf(sample);
    const masked = maskedForm(form);
    const body = maskedBody(decoded(form));
    for (const secret of sampleSecrets) expect(masked + JSON.stringify(body)).not.toContain(secret);
    expect(decoded(masked)).toEqual(body);
    const secrets = sampleSecrets.reduce((rest, secret) => rest.replaceAll(secret, encodedMask), form);
    expect(masked).toBe(secrets);
  });

  test('of a form shows what masking its body shows, whatever its keys', () => {
    fc.assert(
      fc.property(forms, (form) => {
        const body = maskedBody(decoded(form));
        const values = new Set(JSON.stringify(body).match(/v[\da-f]{8}/g));
        const shown = decoded(maskedForm(form));
        for (const value of JSON.stringify(shown).match(/v[\da-f]{8}/g) ?? [])
          expect(values).toContain(value);
      }),
    );
  });

  test.each([
    ['a key of another case', 'auth[ACCESS_Token]=secret', `auth[ACCESS_Token]=${encodedMask}`],
    ['a key that PHP changes', 'access.token=secret', `access.token=${encodedMask}`],
    ['what stands inside a secret', 'access_token[a][b]=secret', `access_token[a][b]=${encodedMask}`],
    [
      'a key that is too deep to be read',
      `a${'[b]'.repeat(70)}=secret`,
      `a${'[b]'.repeat(70)}=${encodedMask}`,
    ],
    ['no key that only looks alike', 'access_tokens=x&expires=1&&y', 'access_tokens=x&expires=1&&y'],
  ])('masks %s', (_, form, masked) => {
    expect(maskedForm(form)).toBe(masked);
  });

  test('masks the query of a URL', () => {
    expect(maskedUrl('/app/install?LANG=en&AUTH_ID=secret')).toBe(
      `/app/install?LANG=en&AUTH_ID=${encodedMask}`,
    );
    expect(maskedUrl('/app/install')).toBe('/app/install');
  });

  test('hides the secrets of a body, and digests of tokens, in a text', () => {
    const hidden = withoutThem(decoded('auth[access_token]=abcdef&auth[domain]=example&data[x]='));
    expect(hidden('abcdef of example {"tokenDigest":"00ff"}')).toBe(
      `${MASK} of example {"tokenDigest":"${MASK}"}`,
    );
  });
});
