/**
 * The pure path: a form body to a nested object, and to the events that are published of it, beside other ways.
 * `node bench/pure-path.ts [--quick]`
 */
import querystring from 'node:querystring';
import { pathToFileURL } from 'node:url';
import { median, print, printMachine, printTable, shown, type Table } from './measure.ts';
import { type Body, bodyOfSample, bodyWith } from './pure-path/bodies.ts';
import {
  type Comparison,
  type Contestant,
  canonical,
  compare,
  comparisonTable,
  contestants,
  ratioOf,
} from './pure-path/comparison.ts';
import { adversarialTable, growthTable } from './pure-path/linearity.ts';
import { decode, decodeWithMiddy, eventsOf } from './pure-path/ours.ts';
import { loadPeers } from './pure-path/peers.ts';
import { atMost, type Target } from './target.ts';

const FLAT = '`querystring.parse` alone, flat';
const OURS = 'b24bus';

type PurePath = { readonly tables: readonly Table[]; readonly targets: readonly Target[] };

/** Measures the pure path; some minutes, or one if it has to be quick. */
export const measurePurePath = async (quick: boolean): Promise<PurePath> => {
  const peers = await loadPeers();
  const toObject = contestants({
    [FLAT]: (text) => querystring.parse(text, '&', '=', { maxKeys: 0 }),
    [OURS]: decode,
    "b24bus with middy's parser": decodeWithMiddy,
    ...peers.decoders,
  });
  const toEvents = contestants({ [OURS]: eventsOf, ...peers.pipelines });
  const decodings = await eachBody('seed-dialog-start', (body) => {
    const meant = canonical(decode(body.text));
    return compare(toObject, body, quick, body.text, (result) => canonical(result) === meant);
  });
  const journeys = await eachBody('imconnector-message-add.unicode-special', (body) => {
    const input = base64(body.text);
    const meant = dataOf(eventsOf(input));
    return compare(toEvents, body, quick, input, (events) => dataOf(events) === meant);
  });
  const hardened = toObject.filter(({ name }) => [OURS, 'qs, limits raised'].includes(name));
  const packages = Object.entries(peers.versions).map((entry) => entry.join(' '));
  return {
    tables: [
      comparisonTable(
        `From a form body to a nested object: CPU time, median (p10–p90); ${packages.join(', ')}`,
        'as PHP',
        decodings,
      ),
      comparisonTable('From what API Gateway hands over to the JSON of the events', 'right', journeys),
      growthTable([...toObject, ...toEvents.map(fromText)], quick),
      adversarialTable(hardened, quick),
    ],
    targets: targetsOf(decodings, journeys),
  };
};

/** One after the other: a sample as a portal posts it, and bodies of many messages. */
const eachBody = async (
  sample: string,
  measure: (body: Body) => Promise<Comparison>,
): Promise<Comparison[]> => {
  const comparisons: Comparison[] = [];
  for (const body of [bodyOfSample(sample), bodyWith(500), bodyWith(20_000)])
    comparisons.push(await measure(body));
  return comparisons;
};

const base64 = (text: string): string => Buffer.from(text).toString('base64');

const fromText = ({ name, run }: Contestant): Contestant => ({
  name: `${name}, to events`,
  run: (text) => run(base64(text)),
});

/** The data of all events; ids and times are each contestant's own matter. */
const dataOf = (events: unknown): string =>
  canonical((events as string[]).map((json) => (JSON.parse(json) as { readonly data: unknown }).data));

const microseconds = (value: number): string => `${shown(value)} µs`;
const milliseconds = (value: number): string => `${shown(value / 1000)} ms`;

const targetsOf = (decodings: readonly Comparison[], journeys: readonly Comparison[]): Target[] => {
  const [journey] = journeys;
  const largest = decodings.at(-1);
  if (journey === undefined || largest === undefined) throw new Error('nothing was compared');
  return [
    ...decodings.map((part) =>
      atMost(
        `decoding ${part.body.title}, as a multiple of querystring alone`,
        ratioOf(part, OURS, FLAT),
        2,
        shown,
      ),
    ),
    atMost(`decoding ${largest.body.title}`, medianOf(largest), 60_000, milliseconds),
    atMost(`from the bytes to the event, ${journey.body.title}`, medianOf(journey), 80, microseconds),
  ];
};

const medianOf = ({ samples }: Comparison): number => median(samples.get(OURS) ?? []);

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  printMachine();
  const { tables, targets } = await measurePurePath(process.argv.includes('--quick'));
  for (const { title, heading, rows } of tables) {
    print(title);
    print();
    printTable(heading, rows);
  }
  printTable(
    ['target', 'wanted', 'measured', ''],
    targets.map(({ what, wanted, measured, met }) => [what, wanted, measured, met ? 'met' : 'not met']),
  );
}
