/**
 * The sample bodies and what they become: sizes on the wire and on the bus, and the time of the steps between.
 * `node bench/events.ts [rounds]`
 */
import { catalogue } from '../lib/catalogue/index.ts';
import { serialise } from '../lib/events/cloud-event.ts';
import { canonicalJson, eventId } from '../lib/events/identity.ts';
import { normalise } from '../lib/events/normalise.ts';
import { envelopeOf } from '../lib/form/envelope.ts';
import { decodeForm } from '../lib/middleware/decode.ts';
import { verify } from '../lib/portals/portals.ts';
import { parsePortalsSetting, portalsFromSetting } from '../lib/portals/settings.ts';
import { Secret } from '../lib/secret.ts';
import { eventOf, formOf, publishedSamples, sampleNames } from '../test/samples.ts';
import { interleaved, median, print, printMachine, printSamples, printTable, quantile } from './measure.ts';

const rounds = Number(process.argv[2] ?? 60);
const limits = { maxBodyBytes: 2 ** 20, maxDepth: 16, maxPairs: 20_000 };
const memberId = 'a223c6b3710f85df22e9377d6c4f7553';
const token = '51856fefc120afa4b628cc82d3935cce';

// --- Sizes -----------------------------------------------------------------------------------------------------

type Row = { readonly sample: string; readonly form: number; readonly events: readonly number[] };

const rowOf = (sample: string): Row[] => {
  const name = eventOf(sample);
  if (name === undefined) return [];
  const form = formOf(sample);
  const envelope = { ...envelopeOf(decodeForm(form, limits)), memberId };
  const { valid } = normalise(catalogue[name], envelope, Date.now());
  return [
    { sample, form: Buffer.byteLength(form), events: valid.map(({ json }) => Buffer.byteLength(json)) },
  ];
};

const rows = publishedSamples.flatMap(rowOf).filter(({ events }) => events.length > 0);
const events = rows.flatMap((row) => row.events);
const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

printMachine();
print(`${sampleNames.length} sample bodies, ${rows.length} of them published, as ${events.length} events`);
print();
printTable(
  ['bytes', 'least', 'median', 'largest', 'all'],
  [['form body', rows.map(({ form }) => form)] as const, ['event on the bus', events] as const].map(
    ([title, sizes]) => [
      title,
      String(quantile(sizes, 0)),
      String(median(sizes)),
      String(quantile(sizes, 1)),
      String(sum(sizes)),
    ],
  ),
);
const ratios = rows.map((row) => sum(row.events) / row.form);
print(
  `events to form body, per sample: median ${median(ratios).toFixed(2)}, largest ${Math.max(...ratios).toFixed(2)}`,
);
print(`events over 64 KiB: ${events.filter((size) => size > 65_536).length}`);
print();

// --- Time ------------------------------------------------------------------------------------------------------

const form = formOf('seed-dialog-start');
const definition = catalogue.OnImConnectorDialogStart;
const decoded = decodeForm(form, limits);
const envelope = { ...envelopeOf(decoded), memberId };
const { valid } = normalise(definition, envelope, Date.now());
const [first] = valid;
if (first === undefined) throw new Error('the sample seed-dialog-start is not valid');

const portalsOf = (pairs: number): ReturnType<typeof portalsFromSetting> => {
  const others = Array.from({ length: pairs - 1 }, (_, index) => `${index.toString(16).padStart(32, '0')}:x`);
  return portalsFromSetting(parsePortalsSetting([...others, `${memberId}:${token}`].join(',')).portals);
};
const onePortal = portalsOf(1);
const manyPortals = portalsOf(100);
const wrong = { ...envelope, token: new Secret('wrong') };
const unknown = { ...envelope, memberId: 'unknown' };
const refused = (): undefined => undefined;

type Step = { readonly name: string; readonly run: () => unknown };

const steps: readonly Step[] = [
  { name: 'verify, setting of 1 pair', run: () => verify(envelope, onePortal, 0) },
  { name: 'verify, setting of 100 pairs', run: () => verify(envelope, manyPortals, 0) },
  { name: 'verify, wrong token (403)', run: () => verify(wrong, onePortal, 0).catch(refused) },
  { name: 'verify, unknown portal (403)', run: () => verify(unknown, onePortal, 0).catch(refused) },
  { name: 'decode', run: () => decodeForm(form, limits) },
  { name: 'envelope, secrets taken out', run: () => envelopeOf(decoded) },
  { name: 'normalise: items, id, schema, event, JSON', run: () => normalise(definition, envelope, 0) },
  {
    name: 'of which the id',
    run: () =>
      eventId({
        memberId,
        event: envelope.event,
        ts: '1',
        item: canonicalJson(envelope.data ?? ''),
        indexAmongEquals: 0,
      }),
  },
  { name: 'of which JSON', run: () => serialise(first.event) },
];

const REPEAT = 500;

const cpuPerCall = async ({ run }: Step): Promise<number> => {
  const before = process.cpuUsage();
  for (let count = 0; count < REPEAT; count++) await run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / REPEAT;
};

for (const step of steps) await cpuPerCall(step);
print(`seed-dialog-start, warm; ${rounds} rounds of ${REPEAT} calls`);
print();
printSamples('CPU per event', 'µs', await interleaved(steps, rounds, cpuPerCall));
