import { describe, expect, test } from 'vitest';
import { bodyText } from '../../../lib/form/body.ts';

const base64 = (bytes: Uint8Array | string): { body: string; isBase64Encoded: true } => ({
  body: Buffer.from(bytes as string).toString('base64'),
  isBase64Encoded: true,
});

describe('the body that API Gateway hands over', () => {
  test.each([
    ['base64, as an HTTP API encodes forms', base64('a=Привет 🙂')],
    ['text', { body: 'a=Привет 🙂', isBase64Encoded: false }],
    ['text without saying so', { body: 'a=Привет 🙂' }],
  ])('is read as UTF-8 from %s', (_, event) => {
    expect(bodyText(event, 100)).toBe('a=Привет 🙂');
  });

  test('may be absent', () => {
    expect(bodyText({ isBase64Encoded: true }, 100)).toBe('');
  });

  test('keeps its text where single bytes are not UTF-8', () => {
    expect(bodyText(base64(Buffer.from([0x61, 0x3d, 0xd0, 0x9f, 0xd0])), 100)).toBe('a=П\ufffd');
  });

  test('is refused where base64 is announced and absent', () => {
    expect(() => bodyText({ body: 'a=b&c', isBase64Encoded: true }, 100)).toThrowError(
      expect.objectContaining({ code: 'body-not-decodable', status: 400 }),
    );
  });

  test.each([
    ['base64', base64('я'.repeat(50)), base64(`${'я'.repeat(50)}!`)],
    ['text', { body: 'я'.repeat(50) }, { body: `${'я'.repeat(50)}!` }],
  ])('may have as many bytes as the limit says, and no more (%s)', (_, within, over) => {
    expect(bodyText(within, 100)).toHaveLength(50);
    expect(() => bodyText(over, 100)).toThrowError(
      expect.objectContaining({
        status: 413,
        message:
          'The body has 101 bytes, the limit is 100. Raise MAX_BODY_BYTES if the portal really sends this.',
      }),
    );
  });
});
