/** A place in what has been written. */
export type Mark = { readonly parts: number; readonly length: number };

/** Puts a text together, piece by piece. */
export class TextWriter {
  readonly #parts: string[] = [];
  #length = 0;
  #atEdge = false;

  write(text: string): void {
    const piece = this.#atEdge && text.startsWith('\n') ? text.slice(1) : text;
    if (text === '') return;
    this.#atEdge = false;
    if (piece === '') return;
    this.#parts.push(piece);
    this.#length += piece.length;
  }

  /** Begins a line, unless one has just begun. */
  line(): void {
    if (this.#length > 0 && !this.#parts.at(-1)?.endsWith('\n')) this.write('\n');
  }

  /** The beginning or end of a block, which stands on lines of its own: a line break that follows is part of it. */
  edge(): void {
    this.line();
    this.#atEdge = true;
  }

  mark(): Mark {
    return { parts: this.#parts.length, length: this.#length };
  }

  isEmptySince({ length }: Mark): boolean {
    return this.#length === length;
  }

  /** Looks at no more characters than `text` has. */
  isSince({ parts, length }: Mark, text: string): boolean {
    return this.#length - length === text.length && this.#parts.slice(parts).join('') === text;
  }

  text(): string {
    return this.#parts.join('');
  }
}
