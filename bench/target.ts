/** What is promised of a figure, and what was measured. */
export type Target = {
  readonly what: string;
  readonly wanted: string;
  readonly measured: string;
  readonly met: boolean;
};

/** A target that a figure has to stay below or reach, both in one unit. */
export const atMost = (
  what: string,
  measured: number,
  most: number,
  shown: (value: number) => string,
): Target => ({
  what,
  wanted: `at most ${shown(most)}`,
  measured: shown(measured),
  met: measured <= most,
});
