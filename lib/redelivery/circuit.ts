/**
 * Whether a destination is tried at all. Open, it gets nothing until `until`; half-open, it gets one event as a
 * probe, then 2, 4, 8, ... at a time as long as it accepts them, so that a bus that has just come back is not run
 * over by what has piled up.
 */
export type Circuit =
  | { readonly status: 'closed' }
  | { readonly status: 'open'; readonly trips: number; readonly until: number }
  | {
      readonly status: 'half-open';
      /** How often it has opened since it was last closed. */
      readonly trips: number;
      readonly allowance: number;
      /** How many of these are on their way. */
      readonly admitted: number;
    };

/** What came of events that were tried; those that no destination would ever take as they are do not count. */
type Attempt = { readonly accepted: number; readonly failed: number };

export const closed: Circuit = { status: 'closed' };

const FIRST_MS = 10_000;
const MOST_MS = 5 * 60_000;

/** A destination that has accepted as many at once takes a whole batch. */
const FULL_ALLOWANCE = 16;

/** How many of the wanted events may be tried now. @param now Unix milliseconds. */
export const admit = (
  circuit: Circuit,
  wanted: number,
  now: number,
): { readonly circuit: Circuit; readonly admitted: number } => {
  if (circuit.status === 'closed') return { circuit, admitted: wanted };
  if (circuit.status === 'open' && now < circuit.until) return { circuit, admitted: 0 };
  const halfOpen = circuit.status === 'open' ? probing(circuit.trips) : circuit;
  const admitted = Math.min(wanted, halfOpen.allowance - halfOpen.admitted);
  return { circuit: { ...halfOpen, admitted: halfOpen.admitted + admitted }, admitted };
};

/**
 * The circuit after an attempt.
 *
 * @param now Unix milliseconds.
 * @param spread makes milliseconds of waiting out of the most that it may be.
 */
export const afterAttempt = (
  circuit: Circuit,
  { accepted, failed }: Attempt,
  now: number,
  spread: (most: number) => number,
): Circuit => {
  const isDown = accepted === 0 && failed > 0;
  if (circuit.status === 'closed') return isDown ? opened(1, now, spread) : circuit;
  // An attempt that was on its way when another one opened it.
  if (circuit.status === 'open') return accepted > 0 ? probing(circuit.trips) : circuit;
  if (isDown) return opened(circuit.trips + 1, now, spread);
  const isUp = accepted > 0 && failed === 0;
  const allowance = isUp ? circuit.allowance * 2 : circuit.allowance;
  return allowance >= FULL_ALLOWANCE ? closed : { ...circuit, allowance, admitted: 0 };
};

const probing = (trips: number) => ({ status: 'half-open', trips, allowance: 1, admitted: 0 }) as const;

const opened = (trips: number, now: number, spread: (most: number) => number): Circuit => ({
  status: 'open',
  trips,
  until: now + spread(Math.min(MOST_MS, FIRST_MS * 2 ** (trips - 1))),
});
