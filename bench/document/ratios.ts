import { median, quantile } from '../measure.ts';
import type { ColdResult, ColdStart } from '../runtime/cold.ts';

/** How many times as long as the floor: of the medians, and from the 10th to the 90th percentile of the rounds. */
type Ratio = { readonly ratio: number; readonly low: number; readonly high: number };

/** Compares two contestants round by round: what slows a round down slows both. */
export const ratioTo = (floor: ColdResult, result: ColdResult, of: keyof ColdStart): Ratio => {
  const [base, own] = [floor[of], result[of]];
  const rounds = own.map((value, round) => value / (base[round] ?? Number.NaN));
  return { ratio: median(own) / median(base), low: quantile(rounds, 0.1), high: quantile(rounds, 0.9) };
};

export const named = <Of extends { readonly name: string }>(results: readonly Of[], name: string): Of => {
  const found = results.find((each) => each.name === name);
  if (found === undefined)
    throw new Error(`docs/performance/results.json has nothing of ${name}: measure it`);
  return found;
};
