import type { Origin } from './details.ts';
import type { Exchange } from './exchange.ts';

/** A request, its rows, and about how many bytes it takes. */
type Kept = { readonly seqs: readonly number[]; readonly bytes: number };

const MOST_BYTES = 256 * 1024 * 1024;

/** The requests that rows came from: the newest, as many as a bound of memory allows. */
export class Origins {
  readonly #mostRows: number;
  readonly #mostBytes: number;
  readonly #bySeq = new Map<number, Origin>();
  readonly #kept = new Set<Kept>();
  #bytes = 0;

  constructor(mostRows = 10_000, mostBytes = MOST_BYTES) {
    this.#mostRows = mostRows;
    this.#mostBytes = mostBytes;
  }

  /** Keeps a request with all of its rows; the oldest requests go. */
  keep(exchange: Exchange, rows: ReadonlyMap<number, Omit<Origin, 'exchange'>>): void {
    for (const [seq, about] of rows) this.#bySeq.set(seq, { ...about, exchange });
    const kept = { seqs: [...rows.keys()], bytes: bytesOf(exchange) };
    this.#kept.add(kept);
    this.#bytes += kept.bytes;
    for (const oldest of this.#kept) {
      if (this.#bySeq.size <= this.#mostRows && this.#bytes <= this.#mostBytes) break;
      for (const seq of oldest.seqs) this.#bySeq.delete(seq);
      this.#kept.delete(oldest);
      this.#bytes -= oldest.bytes;
    }
  }

  find(seq: number): Origin | undefined {
    return this.#bySeq.get(seq);
  }
}

/** Texts count two bytes a character, as some take. */
const bytesOf = ({ url, body, answer, log }: Exchange): number =>
  body.length + 2 * [url, answer?.body ?? '', ...log].reduce((length, text) => length + text.length, 0);
