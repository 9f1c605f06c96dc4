import { type BatchService, type EntryFailure, type Sized, sendInBatches } from './batches.ts';
import type { Destination, Publication } from './destination.ts';
import type { BusEntry, BusResult, PutEvents } from './transport.ts';

/** Of the documented error codes of a failed entry, those that another attempt may cure (PutEventsResultEntry). */
const retryable = new Set(['InternalFailure', 'InternalException', 'ThrottlingException']);

/**
 * Publishes to an EventBridge bus with PutEvents.
 *
 * A bus that does not exist accepts everything without a word; only the account's owner can notice.
 *
 * @param maxEntryBytes of one entry as EventBridge counts it; the same limit holds for one call.
 */
export const eventBridgeDestination = (
  eventBusName: string,
  maxEntryBytes: number,
  putEvents: PutEvents,
): Destination => {
  const service: BatchService<BusEntry> = {
    maxEntries: 10,
    maxEntryBytes,
    maxCallBytes: maxEntryBytes,
    concurrency: 8,
    call: async (entries, signal) => {
      const { Entries = [] } = await putEvents(entries, signal);
      return new Map(entries.flatMap((_, index) => failureOf(index, Entries[index])));
    },
  };
  return {
    name: 'eventbridge',
    publish: (publications, signal) =>
      sendInBatches(
        publications.map((publication) => busEntryOf(eventBusName, publication)),
        service,
        signal,
      ),
  };
};

/** An entry without an EventId has not been taken, whatever FailedEntryCount says. */
const failureOf = (index: number, result: BusResult | undefined): [number, EntryFailure][] => {
  if (result?.EventId !== undefined && result.ErrorCode === undefined) return [];
  const code = result?.ErrorCode ?? 'Unknown';
  return [[index, { code, message: result?.ErrorMessage ?? '', retryable: retryable.has(code) }]];
};

/** The entry of an event, and its size. */
export const busEntryOf = (
  eventBusName: string,
  { name, source, event, json }: Publication,
): Sized<BusEntry> => {
  const entry = {
    EventBusName: eventBusName,
    Source: source,
    DetailType: name,
    Time: new Date(event.time),
    Resources: [event.source],
    Detail: json,
  };
  return { entry, bytes: entryBytes(entry) };
};

/** As documented under "Calculating PutEvents event entry size": Time counts 14 bytes. */
const entryBytes = (entry: {
  Source: string;
  DetailType: string;
  Detail: string;
  Resources: string[];
}): number =>
  [entry.Source, entry.DetailType, entry.Detail, ...entry.Resources].reduce(
    (bytes, text) => bytes + Buffer.byteLength(text),
    14,
  );
