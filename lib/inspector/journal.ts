import type { Row } from './protocol.ts';

type Listener = (rows: readonly Row[]) => void;

/** A row, and how many characters of JSON its event has. */
type Entry = { readonly row: Row; readonly size: number };

/** Characters of all events together; those of a hostile portal may have 16 Mi each. */
const MOST_CHARACTERS = 128 * 1024 * 1024;

/** The newest rows of a run. */
export class Journal {
  readonly #capacity: number;
  readonly #mostCharacters: number;
  readonly #listeners = new Set<Listener>();
  readonly #entries: Entry[] = [];
  /** Where the oldest row is: to move all others whenever one goes would cost more than to keep it. */
  #oldest = 0;
  #characters = 0;
  #seq = 0;

  constructor(capacity = 10_000, mostCharacters = MOST_CHARACTERS) {
    this.#capacity = capacity;
    this.#mostCharacters = mostCharacters;
  }

  /** Gives a row its number and tells everybody; the oldest rows go. */
  add(row: Omit<Row, 'seq'>): Row {
    const added: Row = { seq: ++this.#seq, ...row };
    const size = row.published === undefined ? 0 : JSON.stringify(row.published).length;
    this.#entries.push({ row: added, size });
    this.#characters += size;
    this.#trim();
    for (const listener of this.#listeners) listener([added]);
    return added;
  }

  /** All rows after one, oldest first; all there are where this run has no such row yet. */
  after(seq: number): readonly Row[] {
    const first = this.#firstSeq();
    const from = seq > this.#seq ? 0 : Math.max(0, seq - first + 1);
    return this.#entries.slice(this.#oldest + from).map(({ row }) => row);
  }

  find(seq: number): Row | undefined {
    const position = seq - this.#firstSeq();
    return position < 0 ? undefined : this.#entries[this.#oldest + position]?.row;
  }

  /** Hears of rows as they come. @returns how to stop. */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  #firstSeq(): number {
    return this.#seq - (this.#entries.length - this.#oldest) + 1;
  }

  #trim(): void {
    while (
      this.#entries.length - this.#oldest > this.#capacity ||
      (this.#characters > this.#mostCharacters && this.#entries.length - this.#oldest > 1)
    ) {
      this.#characters -= this.#entries[this.#oldest]?.size ?? 0;
      this.#oldest++;
    }
    if (this.#oldest * 10 < this.#capacity) return;
    this.#entries.splice(0, this.#oldest);
    this.#oldest = 0;
  }
}
