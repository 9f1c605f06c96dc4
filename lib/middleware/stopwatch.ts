/** Milliseconds, to a tenth of one. */
const rounded = (milliseconds: number): number => Math.round(milliseconds * 10) / 10;

/** Milliseconds. Node would load a module of 2 ms for `performance` (docs/decisions/runtime.md). */
const monotonic = (): number => Number(process.hrtime.bigint()) / 1e6;

/** Times the steps of one request by a monotonic clock. */
export class Stopwatch {
  readonly #started = monotonic();
  readonly #steps: Record<string, number> = {};
  #lap = this.#started;

  /** Ends a step, which began with the end of the one before. */
  lap(step: string): void {
    const now = monotonic();
    this.#steps[step] = rounded(now - this.#lap);
    this.#lap = now;
  }

  /** Milliseconds since the request came in. */
  elapsed(): number {
    return monotonic() - this.#started;
  }

  /** Milliseconds by step, and `total`. */
  durations(): Record<string, number> {
    return { ...this.#steps, total: rounded(this.elapsed()) };
  }
}
