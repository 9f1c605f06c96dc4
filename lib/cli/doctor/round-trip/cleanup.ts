/** Something made for a while, and how it is removed. */
type Made = { readonly what: string; readonly remove: () => Promise<unknown> };

/** Removes what was made, whatever becomes of the rest. */
export class Cleanup {
  readonly #made: Made[] = [];

  /** Remembers what has just been made. */
  after(what: string, remove: () => Promise<unknown>): void {
    this.#made.push({ what, remove });
  }

  /** Removes it all, the newest first. @returns what could not be removed. */
  async run(): Promise<readonly string[]> {
    const left: string[] = [];
    for (const { what, remove } of this.#made.splice(0).reverse()) {
      await remove().catch(() => left.push(what));
    }
    return left;
  }
}
