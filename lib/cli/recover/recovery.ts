import { encodeRecord, type StoredRecord } from '../../publish/record.ts';
import { exitCodes, Failure } from '../failure.ts';
import { sendAll } from '../queue/send.ts';
import type { NamedQueue } from '../queue/target-queues.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { LoggedRecord } from './logs.ts';
import { eventNameOf, identityOf } from './record-identity.ts';

const MAX_MESSAGE_BYTES = 1024 * 1024;

/** Records that are sent before they are remembered: as many are sent twice after a crash. */
const CHUNK = 50;

export type RecoveryQueues = { readonly undelivered: NamedQueue; readonly quarantine: NamedQueue };

type Pending = { readonly record: StoredRecord; readonly eventIds: string[] };

/** One run: takes what the logs say, and puts each record once into the queue that did not take it then. */
export class Recovery {
  found = 0;
  /** In an earlier run. */
  recoveredBefore = 0;
  /** Records that say the same as one before. */
  duplicates = 0;
  readonly recovered = { undelivered: 0, quarantine: 0 };
  readonly unreadable: Omit<LoggedRecord, 'record'>[] = [];
  /** How many records there are of each event. */
  readonly events = new Map<string, number>();
  /** Unix milliseconds of the first and the last record. */
  span: { readonly first: number; readonly last: number } | undefined;
  readonly #queues: RecoveryQueues;
  /** Not in a rehearsal. */
  readonly #writes: boolean;
  readonly #checkpoint: Checkpoint;
  readonly #sent = new Set<string>();

  constructor(queues: RecoveryQueues, checkpoint: Checkpoint, { dryRun }: { readonly dryRun: boolean }) {
    this.#queues = queues;
    this.#checkpoint = checkpoint;
    this.#writes = !dryRun;
  }

  /** @throws Failure if a queue does not take a record; what was taken is remembered. */
  async take(logged: readonly LoggedRecord[], interrupted: AbortSignal): Promise<void> {
    const pending = [...this.#pendingOf(logged)];
    for (let at = 0; at < pending.length && !interrupted.aborted; at += CHUNK) {
      const chunk = pending.slice(at, at + CHUNK);
      await this.#send(chunk, 'undelivered');
      await this.#send(chunk, 'quarantine');
    }
  }

  #pendingOf(logged: readonly LoggedRecord[]): ReadonlyMap<string, Pending> {
    const pending = new Map<string, Pending>();
    for (const { record, ...place } of logged) {
      this.#count(place.timestamp, record);
      if (this.#checkpoint.has(place.eventId)) this.recoveredBefore += 1;
      else if (record === undefined) this.unreadable.push(place);
      else this.#add(pending, record, place.eventId);
    }
    return pending;
  }

  #count(timestamp: number, record: StoredRecord | undefined): void {
    this.found += 1;
    const { first, last } = this.span ?? { first: timestamp, last: timestamp };
    this.span = { first: Math.min(first, timestamp), last: Math.max(last, timestamp) };
    if (record === undefined) return;
    const name = eventNameOf(record);
    this.events.set(name, (this.events.get(name) ?? 0) + 1);
  }

  #add(pending: Map<string, Pending>, record: StoredRecord, eventId: string): void {
    const identity = identityOf(record);
    const before = pending.get(identity);
    if (before === undefined && !this.#sent.has(identity)) {
      pending.set(identity, { record, eventIds: [eventId] });
      return;
    }
    this.duplicates += 1;
    before?.eventIds.push(eventId);
    if (before === undefined && this.#writes) this.#checkpoint.add([eventId]);
  }

  async #send(chunk: readonly (readonly [string, Pending])[], to: keyof RecoveryQueues): Promise<void> {
    const own = chunk.filter(([, { record }]) => (record.kind === 'quarantined') === (to === 'quarantine'));
    const bodies = own.map(([, { record }]) => encodeRecord(record, MAX_MESSAGE_BYTES));
    const verdicts = this.#writes ? await sendAll(this.#queues[to], bodies) : [];
    const taken = own.filter((_, at) => verdicts[at] === undefined);
    if (this.#writes) this.#checkpoint.add(taken.flatMap(([, { eventIds }]) => eventIds));
    for (const [identity] of taken) this.#sent.add(identity);
    this.recovered[to] += taken.length;
    const refusal = verdicts.find((verdict) => verdict !== undefined);
    if (refusal !== undefined) throw this.#refused(to, refusal);
  }

  #refused(to: keyof RecoveryQueues, { code, message }: { code: string; message: string }): Failure {
    const { name } = this.#queues[to];
    const text = `The ${name} does not take the records: ${code}: ${message}. ${this.done()}`;
    return new Failure(exitCodes.unreachable, code, text, 'Run it again when it does: it goes on from here.');
  }

  /** What this run has done so far, as a sentence. */
  done(): string {
    const count = this.recovered.undelivered + this.recovered.quarantine;
    return `${count} ${count === 1 ? 'record was' : 'records were'} recovered.`;
  }
}
