/** A function that runs by the clock. Its file is `functions/schedule/<directory>.ts`. */
export type Schedule = {
  readonly name: string;
  readonly directory: string;
  readonly description: string;
  /** As EventBridge writes it. */
  readonly rate: `rate(${string})`;
  /** Seconds. */
  readonly timeout: number;
};

export const schedules: readonly Schedule[] = [
  {
    name: 'CheckPortals',
    directory: 'check-portals',
    description: 'Refreshes tokens, repairs bindings and tells when the health of a portal changes',
    rate: 'rate(5 minutes)',
    timeout: 240,
  },
  {
    name: 'DrainOffline',
    directory: 'drain-offline',
    description: 'Publishes what portals queued as offline events and could not deliver',
    rate: 'rate(1 minute)',
    timeout: 110,
  },
];
