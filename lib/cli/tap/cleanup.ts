/** Something made for a while, and how it is removed. */
type Made = { readonly what: string; readonly remove: () => Promise<unknown> };

/** What AWS calls things that somebody else has removed. */
const gone = new Set([
  'NotFoundException',
  'QueueDoesNotExist',
  'AWS.SimpleQueueService.NonExistentQueue',
  'ResourceNotFoundException',
]);

const isGone = (fault: unknown): boolean => fault instanceof Error && gone.has(fault.name);

/** Removes what was made, whatever becomes of the rest. */
export class Cleanup {
  readonly #made: Made[] = [];

  /** What was made and is still there, for people. */
  get made(): readonly string[] {
    return this.#made.map(({ what }) => what);
  }

  /** Remembers what has just been made. */
  after(what: string, remove: () => Promise<unknown>): void {
    this.#made.push({ what, remove });
  }

  /** Removes it all, the newest first. @returns what could not be removed. */
  async run(): Promise<readonly string[]> {
    const left: string[] = [];
    for (const { what, remove } of this.#made.splice(0).reverse()) {
      await remove().catch((fault: unknown) => {
        if (!isGone(fault)) left.push(what);
      });
    }
    return left;
  }
}
