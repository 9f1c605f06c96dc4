import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OnSessionStart } from '../../../lib/catalogue/imopenlines.ts';
import { cloudEvent, serialise } from '../../../lib/events/cloud-event.ts';
import { type Decoded, type DecodedObject, decodedObject } from '../../../lib/form/decoded.ts';
import {
  decodeRecord,
  encodeRecord,
  type QuarantineRecord,
  type StoredRecord,
  type UndeliveredRecord,
  undeliveredRecord,
} from '../../../lib/publish/record.ts';
import { sourceOf } from '../../../lib/schemas/contract.ts';

const MIB = 1024 * 1024;
const memberId = 'a223c6b3710f85df22e9377d6c4f7553';

const quarantined = (body: DecodedObject): QuarantineRecord => ({
  kind: 'quarantined',
  version: 1,
  reference: 'f'.repeat(32),
  reason: 'invalid',
  errors: [{ path: 'data.DATA.0.chat.id', message: 'is not a whole number (chat.id)' }],
  items: ['data.DATA.0'],
  route: 'OnSessionStart',
  memberId,
  receivedtime: '2026-03-17T14:52:41.123Z',
  body,
});

const eventWith = (unmapped: DecodedObject) => {
  const data = { connector: { id: 'livechat' }, line: { id: 1 }, chat: { id: 2 }, unmapped };
  return cloudEvent(OnSessionStart, {
    id: '0123456789abcdef0123456789abcdef',
    memberId,
    domain: 'some-domain.bitrix24.com',
    sent: 1_714_649_632,
    received: 1_714_649_632_123,
    data,
  });
};

const undelivered = (unmapped: DecodedObject): UndeliveredRecord => ({
  kind: 'undelivered',
  version: 1,
  name: 'OnSessionStart',
  source: 'bitrix24.imopenlines',
  rejections: { sns: { code: 'Deadline', message: 'no answer before the deadline' } },
  event: eventWith(unmapped),
});

const objectOf = (entries: readonly (readonly [string, Decoded])[]): DecodedObject => {
  const object = decodedObject();
  for (const [key, value] of entries) object[key] = value;
  return object;
};

/** Every character that XML 1.0 has up to U+FFFF, but no surrogate. */
const bmpAndXmlSafe = /^[\t\n\r -\ud7ff\ue000-\ufffd]*$/;

/** Compares the text too: `toEqual` knows nothing of the order of keys. */
const expectSame = (given: StoredRecord, expected: StoredRecord): void => {
  expect(given).toEqual(expected);
  expect(JSON.stringify(given)).toBe(JSON.stringify(expected));
};

describe('the record of an undelivered event', () => {
  test('is the event and the destinations that have not accepted it', () => {
    const event = eventWith({});
    const publication = {
      event,
      json: serialise(event),
      name: 'OnSessionStart',
      source: sourceOf(OnSessionStart),
    };
    const rejections = { sns: { code: 'Deadline', message: 'no answer before the deadline' } };
    expect(undeliveredRecord({ publication, rejections })).toEqual(undelivered({}));
  });
});

describe('a record as text', () => {
  test('is JSON with escapes beyond U+FFFF', () => {
    expect(encodeRecord(quarantined({ text: 'ж🙂\ufffe\uffff\u0000\ufffd' }), MIB)).toBe(
      JSON.stringify(quarantined({ text: '!' })).replace('!', 'ж\\ud83d\\ude42\\ufffe\\uffff\\u0000\ufffd'),
    );
  });

  const contents: [string, DecodedObject][] = [
    ['nothing', {}],
    ['emoji, also of several code points', { text: '🙂👍🏽👨‍👩‍👧', '🙂': 'key' }],
    ['characters that XML has not', { text: '\u0000\u0008\u001f\ufffe\uffff', '\ufffe': '\uffff' }],
    ['halves of a character', { text: 'a\ud83d', other: '\ude42b' }],
    ['text that looks like an escape', { text: '\\ufffe \\\\ud83d "' }],
    ['a key __proto__', objectOf([['__proto__', objectOf([['polluted', 'yes']])]])],
    ['keys that are positions', { 1: 'b', 0: 'a', 10: 'c' }],
    ['a key encoding', { encoding: 'gzip', data: 'H4sIAAAAAAAA' }],
  ];
  const kinds: [string, (content: DecodedObject) => StoredRecord][] = [
    ['undelivered', undelivered],
    ['quarantined', quarantined],
  ];
  const cases = kinds.flatMap(([kind, recordOf]) =>
    contents.map(([what, content]) => [kind, what, recordOf(content)] as const),
  );

  test.each(cases)('gives back what is %s, with %s', (_kind, _what, record) => {
    const text = encodeRecord(record, MIB);
    expect(text).toMatch(bmpAndXmlSafe);
    expectSame(decodeRecord(text), record);
  });

  test.each(cases)('gives back what is %s, with %s, when it is gzipped', (_kind, _what, record) => {
    const text = encodeRecord(record, 1);
    expect(Object.keys(JSON.parse(text) as object)).toEqual(['kind', 'encoding', 'data']);
    expectSame(decodeRecord(text), record);
  });

  test.each([
    ['an emoji', '🙂', String.raw`\u`],
    ['a quote', '"', '\\'],
    ['a line break', '\n', '\\'],
    ['a backslash and more', String.raw`\n`, String.raw`\\`],
  ])(
    'gives back a key of %s where a record before it had one that begins like it in JSON',
    (what, key, before) => {
      for (const given of [
        { [what]: {}, [before]: '0' },
        { [what]: '1', [key]: '2' },
      ])
        expectSame(decodeRecord(encodeRecord(quarantined(given), MIB)), quarantined(given));
    },
  );

  test('gives back a key __proto__ as a key, and leaves prototypes alone', () => {
    const unmapped = objectOf([['__proto__', objectOf([['polluted', 'yes']])]]);
    const record = decodeRecord(encodeRecord(undelivered(unmapped), MIB)) as UndeliveredRecord;
    const read = (record.event.data as { unmapped: object }).unmapped;
    expect(Object.entries(read)).toEqual([['__proto__', { polluted: 'yes' }]]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('a record over the limit', () => {
  const record = quarantined({ text: 'Привет 🙂 '.repeat(1000) });
  const bytes = Buffer.byteLength(encodeRecord(record, MIB));

  test('is plain JSON up to the limit, counted in bytes', () => {
    expect(encodeRecord(record, bytes)).toBe(encodeRecord(record, MIB));
    expect(bytes).toBeGreaterThan(encodeRecord(record, MIB).length);
  });

  test('is gzipped from a byte more on, and then under the limit', () => {
    const text = encodeRecord(record, bytes - 1);
    expect(text.length).toBeLessThan(1000);
    expect(text).toMatch(bmpAndXmlSafe);
    const { kind, encoding, data } = JSON.parse(text) as Record<string, string>;
    expect({ kind, encoding }).toEqual({ kind: 'quarantined', encoding: 'gzip' });
    expect(String(gunzipSync(Buffer.from(data ?? '', 'base64')))).toBe(encodeRecord(record, MIB));
    expectSame(decodeRecord(text), record);
  });

  test('says of which kind it is without being read', () => {
    expect(JSON.parse(encodeRecord(undelivered({}), 1))).toMatchObject({ kind: 'undelivered' });
  });
});

describe('any record', () => {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: 'binary' }),
    fc.constantFrom('\ufffe', '\uffff', '\ud83d', '\ude42', '\u2028', '\u007f', '🙂', '\\ud83d'),
  );
  const key = fc.oneof(text, fc.constantFrom('__proto__', 'constructor', 'encoding', '0', '12'));
  const tree = fc.letrec<{ node: Decoded; object: DecodedObject }>((tie) => ({
    node: fc.oneof({ maxDepth: 4 }, text, tie('object')),
    object: fc.array(fc.tuple(key, tie('node')), { maxLength: 5 }).map(objectOf),
  })).object;
  const record = fc.oneof(tree.map(quarantined), tree.map(undelivered));

  test('is the same after it was text, and the text has nothing that SQS or an emulator refuses', () => {
    fc.assert(
      fc.property(record, fc.constantFrom(1, MIB), (given, maxBytes) => {
        const encoded = encodeRecord(given, maxBytes);
        expect(encoded).toMatch(bmpAndXmlSafe);
        expect(JSON.stringify(decodeRecord(encoded))).toBe(JSON.stringify(given));
      }),
      { numRuns: 500 },
    );
  });
});
