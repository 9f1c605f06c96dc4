import { adversarialForms } from '../../test/adversarial-forms.ts';
import { shown, type Table } from '../measure.ts';
import { bodyWith } from './bodies.ts';
import { type Contestant, cpuOf } from './comparison.ts';

const SIZES = [1000, 5000, 20_000] as const;

/** Who would take this many milliseconds for the next size if it were quadratic is not asked. */
const PATIENCE_MS = 30_000;

/** The least of some runs in milliseconds: what a neighbour on the machine adds is not the contestant's. */
const leastMs = (run: () => unknown, runs: number): number => {
  let least = Number.POSITIVE_INFINITY;
  for (let count = 0; count < runs; count++) {
    least = Math.min(least, cpuOf(run) / 1000);
    if (least > 1000) break;
  }
  return least;
};

const times = ({ run }: Contestant, inputs: readonly string[], runs: number): (number | undefined)[] => {
  const all: (number | undefined)[] = [];
  for (const input of inputs) {
    const before = all.at(-1);
    const tooLong = all.length > 0 && (before === undefined || before * 16 > PATIENCE_MS);
    all.push(tooLong ? undefined : leastMs(() => run(input), runs));
  }
  return all;
};

const cell = (time: number | undefined): string => (time === undefined ? 'not run' : shown(time));

/** How many times as long the last size took as the one before it. */
const growth = (all: readonly (number | undefined)[]): string => {
  const [before, last] = all.slice(-2);
  return before === undefined || last === undefined ? '' : (last / before).toFixed(1);
};

const COLUMNS = SIZES.map((size) => `${size.toLocaleString('en')} pairs: ms`);

/** Bodies of messages, of growing size. */
export const growthTable = (all: readonly Contestant[], quick: boolean): Table => ({
  title: 'Growth: CPU time of a body of messages, least of some runs; from 5,000 to 20,000 pairs 4 is linear',
  heading: ['', ...COLUMNS, 'growth'],
  rows: all.map((contestant) => {
    const inputs = SIZES.map((size) => bodyWith(size).text);
    const taken = times(contestant, inputs, quick ? 3 : 9);
    return [contestant.name, ...taken.map(cell), growth(taken)];
  }),
});

/** Bodies that are hard on decoders. */
export const adversarialTable = (all: readonly Contestant[], quick: boolean): Table => ({
  title: 'Hard bodies: CPU time to decode, in ms, least of some runs; 4 is linear',
  heading: ['', ...all.flatMap(({ name }) => [`${name}: 5,000`, '20,000', 'growth'])],
  rows: Object.entries(adversarialForms).map(([name, form]) => [
    name,
    ...all.flatMap((contestant) => {
      const taken = times(contestant, [form(5000), form(20_000)], quick ? 2 : 5);
      return [...taken.map(cell), growth(taken)];
    }),
  ]),
});
