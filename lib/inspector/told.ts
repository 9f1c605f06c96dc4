import * as v from 'valibot';
import { decodeRecord, type StoredRecord } from '../publish/record.ts';

const summary = v.object({
  message: v.literal('request'),
  outcome: v.string(),
  requestId: v.string(),
  portal: v.exactOptional(v.string()),
  ids: v.exactOptional(v.array(v.string())),
  reason: v.exactOptional(v.string()),
  durations: v.object({ total: v.number() }),
  Lag: v.exactOptional(v.number()),
  Stored: v.exactOptional(v.number()),
});

/** What a function says in its log of one request (`summaryLine` of lib/log.ts). */
export type Summary = v.InferOutput<typeof summary>;

const lost = v.object({ message: v.literal('UNDELIVERED'), record: v.looseObject({}) });

/** The line of a request that tells what became of it; undefined where the function has met its end before. */
export const summaryIn = (log: readonly string[]): Summary | undefined => readLines(summary, log).at(-1);

/** The records that no queue took. */
export const lostIn = (log: readonly string[]): StoredRecord[] =>
  readLines(lost, log).map(({ record }) => decodeRecord(JSON.stringify(record)));

const readLines = <Line>(schema: v.GenericSchema<unknown, Line>, log: readonly string[]): Line[] => {
  const line = v.pipe(v.string(), v.parseJson(), schema);
  return log.flatMap((text) => {
    const read = v.safeParse(line, text);
    return read.success ? [read.output] : [];
  });
};

/** By the id of the event: which destinations did not accept it, and why. Of several attempts the last. */
export const reasonsIn = (records: readonly StoredRecord[]): ReadonlyMap<string, string> =>
  new Map(
    records.flatMap((record) =>
      record.kind === 'undelivered' ? [[record.event.id, reasonsOf(record.rejections)] as const] : [],
    ),
  );

const reasonsOf = (rejections: Readonly<Record<string, { readonly code: string }>>): string =>
  Object.entries(rejections)
    .map(([destination, { code }]) => `${destination}: ${code}`)
    .join(', ');
