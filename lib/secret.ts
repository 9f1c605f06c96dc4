import { createHash } from 'node:crypto';

/**
 * A value that must never be shown: an access, refresh or application token, a client secret.
 *
 * The text itself cannot be had back; all that is offered is its SHA-256 digest, for comparison. Printing,
 * serialising or inspecting a Secret yields `[secret]`.
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
