import { randomUUID } from 'node:crypto';
import { validationException } from '../aws-json/service-exception.ts';
import type { Fault } from '../faults.ts';
import { archive } from './archives.ts';
import { type Account, findEventBus } from './event-buses.ts';
import { isJsonObject, type JsonObject, parseJson } from './json.ts';
import { matchesEvent } from './pattern.ts';
import type { PutEventsRequestEntry } from './requests.ts';
import { type AcceptedEvent, deliver } from './targets.ts';

type PutEventsResultEntry =
  | { readonly EventId: string }
  | { readonly ErrorCode: string; readonly ErrorMessage: string };

type PutEventsResponse = {
  readonly FailedEntryCount: number;
  readonly Entries: readonly PutEventsResultEntry[];
};

const TIME_BYTES = 14;

/**
 * Accepts events and delivers them to the targets of the enabled rules they match. Resolves after the last delivery.
 * An entry that cannot be accepted fails alone, at its index; an event bus that does not exist swallows its events.
 *
 * @throws ServiceException ValidationException when the entries together are over the size limit.
 * Source: PutEvents and PutEventsResultEntry, Amazon EventBridge API Reference; "Sending events with PutEvents",
 * Amazon EventBridge User Guide.
 */
export async function putEvents(
  account: Account,
  entries: readonly PutEventsRequestEntry[],
  fault: Fault | undefined,
): Promise<PutEventsResponse> {
  const bytes = entries.reduce((sum, entry) => sum + entryBytes(entry), 0);
  if (bytes > account.maxRequestBytes) {
    throw validationException('Total size of the entries in the request is over the limit.');
  }
  const results: PutEventsResultEntry[] = [];
  // One after another, so that a queue gets the events in the order of the entries.
  for (const [index, entry] of entries.entries()) {
    const throttled = fault === 'partial' && (index % 2 === 1 || entries.length === 1);
    results.push(throttled ? failed('ThrottlingException', 'Rate exceeded') : await putEvent(account, entry));
  }
  return { FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length, Entries: results };
}

/**
 * The size of an entry in bytes.
 *
 * Source: "Calculating PutEvents event entry size", Amazon EventBridge User Guide.
 */
function entryBytes(entry: PutEventsRequestEntry): number {
  const texts = [entry.Source, entry.DetailType, entry.Detail, ...entry.Resources];
  const time = entry.Time === undefined ? 0 : TIME_BYTES;
  return texts.reduce((sum, text = '') => sum + Buffer.byteLength(text), time);
}

async function putEvent(account: Account, entry: PutEventsRequestEntry): Promise<PutEventsResultEntry> {
  const { Source, DetailType, Detail } = entry;
  if (!Source) return missing('Source');
  if (!DetailType) return missing('DetailType');
  if (!Detail) return missing('Detail');
  const detail = detailObject(Detail);
  if (detail === undefined) return failed('MalformedDetail', 'Detail is malformed.');
  if (Source.startsWith('aws.')) {
    return failed('NotAuthorizedForSourceException', 'Not authorized for the source.');
  }
  const head = {
    version: '0',
    id: randomUUID(),
    'detail-type': DetailType,
    source: Source,
    account: account.accountId,
    time: eventTime(entry.Time),
    region: account.region,
    resources: entry.Resources,
  };
  // The detail goes out as the sender wrote it: parsing and writing it again would round big integers.
  const text = `${JSON.stringify(head).slice(0, -1)},"detail":${Detail}}`;
  const event = { id: head.id, text, detailText: Detail, envelope: { ...head, detail } };
  await deliverToTargets(account, event, entry.EventBusName);
  return { EventId: head.id };
}

async function deliverToTargets(
  account: Account,
  event: AcceptedEvent,
  bus: string | undefined,
): Promise<void> {
  const found = findEventBus(account, bus);
  if (found === undefined) return;
  archive(account, found, event);
  const rules = [...found.rules.values()];
  const matched = rules.filter(
    (rule) => rule.state !== 'DISABLED' && matchesEvent(rule.eventPattern.compiled, event.envelope),
  );
  const deliveries = matched.flatMap((rule) =>
    [...rule.targets.values()].map((target) => deliver(account, event, rule, target)),
  );
  await Promise.all(deliveries);
}

function detailObject(text: string): JsonObject | undefined {
  try {
    const detail = parseJson(text);
    return isJsonObject(detail) ? detail : undefined;
  } catch {
    return undefined;
  }
}

function eventTime(epochSeconds: number | undefined): string {
  const time = epochSeconds === undefined ? new Date() : new Date(epochSeconds * 1000);
  return time.toISOString().replace(/\.\d+Z$/, 'Z');
}

function missing(parameter: string): PutEventsResultEntry {
  const reason = `${parameter} is a required argument.`;
  return failed('InvalidArgument', `Parameter ${parameter} is not valid. Reason: ${reason}`);
}

function failed(ErrorCode: string, ErrorMessage: string): PutEventsResultEntry {
  return { ErrorCode, ErrorMessage };
}
