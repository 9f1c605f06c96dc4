import { createHash } from 'node:crypto';

/**
 * A value that must never be shown: an access, refresh or application token, a client secret.
 *
 * It is compared by its SHA-256 digest. Printing, serialising or inspecting a Secret yields `[secret]`; the text is
 * to be had only by asking for it.
 */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** SHA-256 of the UTF-8 text, 32 bytes. */
  digest(): Buffer {
    return createHash('sha256').update(this.#text, 'utf8').digest();
  }

  /** The text itself: for the request that it authorises, and for its encryption. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[secret]';
  }
}
