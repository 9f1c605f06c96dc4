const units = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
] as const;

/** How long ago something was, in its largest unit: `3d`, `5h`, `12m`, `40s`. @param since Unix milliseconds. */
export const ageOf = (since: number, now: number): string => {
  const seconds = ageSeconds(since, now);
  const [unit, size] = units.find(([, each]) => seconds >= each) ?? ['s', 1];
  return `${Math.floor(seconds / size)}${unit}`;
};

/** Whole seconds; a clock that is ahead makes nothing younger than 0. */
export const ageSeconds = (since: number, now: number): number =>
  Math.max(0, Math.floor((now - since) / 1000));
