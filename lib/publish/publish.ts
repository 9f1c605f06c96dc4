import {
  type Destination,
  type Publication,
  type Rejection,
  rejectionOf,
  type Verdicts,
} from './destination.ts';

/** An event that some destinations did not accept, and why, by destination. */
export type Undelivered = {
  readonly publication: Publication;
  readonly rejections: Readonly<Partial<Record<Destination['name'], Rejection>>>;
};

/**
 * Publishes to all destinations at once; they fail independently of each other. Never rejects: a destination that
 * breaks has accepted nothing.
 *
 * @param deadline milliseconds after which what has not been accepted counts as not delivered (a call that timed
 *   out may still have been accepted: delivery is at least once, under the same id).
 * @returns what is not on every destination; empty when all is.
 */
export const publish = async (
  publications: readonly Publication[],
  destinations: readonly Destination[],
  deadline: number,
): Promise<Undelivered[]> => {
  if (publications.length === 0) return [];
  const signal = AbortSignal.timeout(deadline);
  const verdicts = await Promise.all(
    destinations.map(async (destination) => ({
      name: destination.name,
      verdicts: await verdictsOf(destination, publications, signal),
    })),
  );
  return publications.flatMap((publication, position) => {
    const rejections = verdicts.flatMap(({ name, verdicts: of }) => {
      const rejection = of[position];
      return rejection === undefined ? [] : [[name, rejection] as const];
    });
    return rejections.length === 0 ? [] : [{ publication, rejections: Object.fromEntries(rejections) }];
  });
};

const verdictsOf = async (
  destination: Destination,
  publications: readonly Publication[],
  signal: AbortSignal,
): Promise<Verdicts> => {
  try {
    return await destination.publish(publications, signal);
  } catch (fault) {
    return publications.map(() => rejectionOf(fault));
  }
};
