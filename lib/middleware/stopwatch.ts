/** Milliseconds, to a tenth of one. */
const rounded = (milliseconds: number): number => Math.round(milliseconds * 10) / 10;

/** Times the steps of one request by a monotonic clock. */
export class Stopwatch {
  readonly #started = performance.now();
  readonly #steps: Record<string, number> = {};
  #lap = this.#started;

  /** Ends a step, which began with the end of the one before. */
  lap(step: string): void {
    const now = performance.now();
    this.#steps[step] = rounded(now - this.#lap);
    this.#lap = now;
  }

  /** Milliseconds since the request came in. */
  elapsed(): number {
    return performance.now() - this.#started;
  }

  /** Milliseconds by step, and `total`. */
  durations(): Record<string, number> {
    return { ...this.#steps, total: rounded(this.elapsed()) };
  }
}
