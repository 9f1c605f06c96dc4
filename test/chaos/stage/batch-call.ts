import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import type { Call } from './faults.ts';

const entry = v.looseObject({ Id: v.exactOptional(v.string()) });
const request = v.looseObject({ Entries: v.array(entry) });
const eventBridgeAnswer = v.looseObject({ Entries: v.array(v.unknown()) });
const sqsAnswer = v.looseObject({
  Successful: v.optional(v.array(v.unknown()), []),
  Failed: v.optional(v.array(v.unknown()), []),
});

const requestOf = (text: string): v.InferOutput<typeof request> => v.parse(request, JSON.parse(text));

/** Whether a call has entries that can fail one by one; a container's first one, which warms it up, has none. */
export const isBatch = ({ operation, text }: Pick<Call, 'operation' | 'text'>): boolean =>
  /^(PutEvents|SendMessageBatch)$/.test(operation) && requestOf(text).Entries.length > 0;

/** A batch call with one half of its entries, chosen by lot; undefined where the lot has left none. */
export const halved = (text: string): { kept: string | undefined; isKept: readonly boolean[] } => {
  const { Entries, ...rest } = requestOf(text);
  const isKept = Entries.map(() => Math.random() < 0.5);
  const kept = Entries.filter((_, position) => isKept[position]);
  return { kept: kept.length === 0 ? undefined : JSON.stringify({ ...rest, Entries: kept }), isKept };
};

/** The answer to the whole call: what the service said of the entries that it got, a failure for the others. */
export const merged = (text: string, isKept: readonly boolean[], answer: string | undefined): string => {
  const { Entries } = requestOf(text);
  const parsed: unknown = JSON.parse(answer ?? '{}');
  return JSON.stringify(
    Entries.some(({ Id }) => Id !== undefined)
      ? mergedById(Entries, isKept, parsed)
      : mergedByPosition(isKept, parsed),
  );
};

const mergedById = (
  entries: readonly v.InferOutput<typeof entry>[],
  isKept: readonly boolean[],
  answer: unknown,
): object => {
  const { Successful, Failed } = v.parse(sqsAnswer, answer);
  const refused = entries
    .filter((_, position) => isKept[position] !== true)
    .map(({ Id }) => ({ Id, SenderFault: false, Code: 'InternalError', Message: 'injected' }));
  return { Successful, Failed: [...Failed, ...refused] };
};

const mergedByPosition = (isKept: readonly boolean[], answer: unknown): object => {
  const taken = v.is(eventBridgeAnswer, answer) ? [...answer.Entries] : [];
  const failure = { ErrorCode: 'ThrottlingException', ErrorMessage: 'injected' };
  const Entries = isKept.map((kept) => (kept ? taken.shift() : failure));
  return { FailedEntryCount: isKept.filter((kept) => !kept).length, Entries };
};

/** What a bus says that takes everything and delivers nothing. */
export const pretended = (text: string): { status: number; type: undefined; body: string } => {
  const Entries = requestOf(text).Entries.map(() => ({ EventId: randomUUID() }));
  return { status: 200, type: undefined, body: JSON.stringify({ FailedEntryCount: 0, Entries }) };
};
