import * as fc from 'fast-check';
import type { Decoded, DecodedObject } from '../form/decoded.ts';

/** Pieces of text that consumers stumble over. */
const piece = fc.constantFrom(
  ...['Привет', 'ёж №5', '你好', 'مرحبا', '🙂', '👩‍👩‍👧', 'é', ' ', '\n', '\u200b', '\uffff'],
  ...[
    '[b]Анна Ли:[/b] [br]',
    '[br]',
    '[url=https://example.com/?a=1&b=2]link[/url]',
    '[quote]',
    '[/b]',
    '[1]',
  ],
  ...['/', '%', '%2F', '100%', '"', '\\', "'", '<b>', '&quot;', '&amp;', '{}', ':'],
  ...['0', '007', '9007199254740993', 'null', 'undefined', 'true', 'channel-123', 'e1'],
);

/** Text, and an external id; never empty, because what is empty is left out. */
export const text = fc.oneof(
  fc.array(piece, { minLength: 1, maxLength: 5 }).map((pieces) => pieces.join('')),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
);

const key = fc.oneof(fc.constantFrom('0', '1', 'id', 'EXTRA_URL', '__proto__', 'constructor'), text);

const tied = fc.letrec<{ decoded: Decoded; container: DecodedObject }>((tie) => ({
  decoded: fc.oneof({ depthSize: 'small', withCrossShrink: true }, text, tie('container')),
  container: fc.dictionary(key, tie('decoded'), { minKeys: 1, maxKeys: 3, noNullPrototype: true }),
}));

/** What is taken over as decoded: text, or containers of it. */
export const { decoded, container } = tied;
