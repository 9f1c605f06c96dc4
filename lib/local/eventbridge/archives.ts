import type { Account, EventBus } from './event-buses.ts';
import { isJsonObject, parseJson } from './json.ts';
import { type EventPattern, matchesEvent } from './pattern.ts';
import type { AcceptedEvent } from './targets.ts';
import { deliver } from './targets.ts';

/** An event as an archive keeps it; read again when it is replayed. */
type ArchivedEvent = Pick<AcceptedEvent, 'id' | 'text' | 'detailText'>;

export type Archive = {
  readonly name: string;
  readonly arn: string;
  readonly bus: EventBus;
  readonly description: string | undefined;
  /** Undefined where it takes everything. */
  readonly pattern: { readonly text: string; readonly compiled: EventPattern } | undefined;
  readonly retentionDays: number;
  /** Epoch seconds. */
  readonly created: number;
  readonly events: ArchivedEvent[];
};

export type Replay = {
  readonly name: string;
  readonly archive: Archive;
  /** Epoch seconds, by the time in the event. */
  readonly start: number;
  readonly end: number;
  /** ARNs of the rules that get the events; all where there are none. */
  readonly rules: readonly string[];
  /** Epoch seconds. */
  readonly started: number;
  state: 'STARTING' | 'RUNNING' | 'COMPLETED';
  /** Epoch seconds: the time of the last event that was replayed. */
  last: number | undefined;
  ended: number | undefined;
};

/** Each archive of the local run keeps this many, the newest: it is in memory. */
const MOST_EVENTS = 10_000;

export const epochSeconds = (): number => Math.floor(Date.now() / 1000);

/** Keeps an event in every archive of its bus that takes it. */
export function archive(account: Account, bus: EventBus, { envelope, ...event }: AcceptedEvent): void {
  for (const each of account.archives.values()) {
    if (each.bus !== bus) continue;
    if (each.pattern !== undefined && !matchesEvent(each.pattern.compiled, envelope)) continue;
    each.events.push(event);
    if (each.events.length > MOST_EVENTS) each.events.shift();
  }
}

/**
 * Hands the events of a replay to the rules, one after the other in the order of their times, marked with
 * `replay-name`. A replayed event is not archived again.
 *
 * Source: "Archiving and replaying events", Amazon EventBridge User Guide.
 */
export async function replay(account: Account, running: Replay): Promise<void> {
  running.state = 'RUNNING';
  const events = running.archive.events.map((event) => replayed(event, running.name));
  const inRange = events.filter(({ time }) => time >= running.start && time < running.end);
  for (const { event, time } of inRange.toSorted((one, other) => one.time - other.time)) {
    const rules = [...running.archive.bus.rules.values()].filter(
      (rule) =>
        rule.state !== 'DISABLED' &&
        (running.rules.length === 0 || running.rules.includes(rule.arn)) &&
        matchesEvent(rule.eventPattern.compiled, event.envelope),
    );
    await Promise.all(
      rules.flatMap((rule) =>
        [...rule.targets.values()].map((target) => deliver(account, event, rule, target)),
      ),
    );
    running.last = time;
  }
  running.state = 'COMPLETED';
  running.ended = epochSeconds();
}

function replayed(archived: ArchivedEvent, name: string): { event: AcceptedEvent; time: number } {
  const text = `${archived.text.slice(0, -1)},"replay-name":${JSON.stringify(name)}}`;
  const envelope = parseJson(text);
  if (!isJsonObject(envelope)) throw new Error('an archived event is no JSON object');
  return {
    event: { ...archived, text, envelope },
    time: Math.floor(Date.parse(String(envelope['time'])) / 1000),
  };
}
