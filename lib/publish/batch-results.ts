import type { EntryFailure } from './batches.ts';
import type { BatchResults } from './transport.ts';

/** Gives each entry of a call its position as `Id`, by which `batchFailures` finds it again. */
export const numbered = <Entry extends object>(entries: readonly Entry[]): (Entry & { Id: string })[] =>
  entries.map((entry, index) => ({ ...entry, Id: String(index) }));

/** The failed entries of a batch call that answered 200; an entry that is neither here nor there has failed too. */
export const batchFailures = (
  entries: number,
  { Successful = [], Failed = [] }: BatchResults,
): ReadonlyMap<number, EntryFailure> => {
  const accepted = new Set(Successful.map(({ Id }) => Number(Id)));
  const failures = new Map<number, EntryFailure>();
  for (let index = 0; index < entries; index++) {
    if (accepted.has(index)) continue;
    const failed = Failed.find(({ Id }) => Number(Id) === index);
    failures.set(index, {
      code: failed?.Code ?? 'Unknown',
      message: failed?.Message ?? 'neither accepted nor refused',
      retryable: failed?.SenderFault === false,
    });
  }
  return failures;
};
