import { markersIn } from './marker.ts';

/** How a post of an event was answered: 2xx, 503 by the function, or 5xx for it because its process was gone. */
type Answered = 'accepted' | 'undelivered' | 'broken';

type Entry = {
  readonly answers: Set<Answered>;
  /** Under which it was answered. */
  readonly ids: Set<string>;
  /** On the bus: copies by id. */
  readonly seen: Map<string, number>;
  /** How often it may have been carried out without anybody knowing, by cause. */
  readonly causes: Map<Cause, number>;
  inLog: boolean;
};

/** Why an event may be on the bus more often than once. */
export type Cause = 'posted again' | 'accepted unacknowledged' | 'redelivery killed';

export type Account = {
  readonly sent: number;
  readonly accepted: number;
  /** Answered 5xx, and never 2xx. */
  readonly refused: number;
  /** Of these, those whose process was killed: nobody has promised anything. */
  readonly broken: number;
  readonly onTheBus: number;
  /** Promised and not on the bus, or answered 503 and in no log record and not on the bus. */
  readonly lost: readonly string[];
  /** Of a body that was answered 503 without one UNDELIVERED record about it. */
  readonly unlogged: readonly string[];
  /** On the bus under an id that it was not answered with, or under two. */
  readonly misnamed: readonly string[];
  readonly duplicates: number;
  readonly explained: Readonly<Partial<Record<Cause, number>>>;
  readonly unexplained: readonly string[];
};

const newEntry = (): Entry => ({
  answers: new Set(),
  ids: new Set(),
  seen: new Map(),
  causes: new Map(),
  inLog: false,
});

/** Keeps account of what was sent, answered, logged and seen on the bus, event by event. */
export const ledger = () => {
  const entries = new Map<string, Entry>();
  const refusals: (readonly string[])[] = [];
  // News of what was not sent here is late news of an earlier scenario.
  const withEntry = (marker: string, change: (entry: Entry) => void): void => {
    const entry = entries.get(marker);
    if (entry !== undefined) change(entry);
  };
  const because = (marker: string, cause: Cause): void =>
    withEntry(marker, ({ causes }) => causes.set(cause, (causes.get(cause) ?? 0) + 1));
  return {
    sent: (markers: readonly string[]): void => {
      for (const marker of markers) {
        if (entries.has(marker)) because(marker, 'posted again');
        else entries.set(marker, newEntry());
      }
    },
    /** @param ids of the events in the order of the body; empty where the answer names none. */
    answered: (markers: readonly string[], how: Answered, ids: readonly string[]): void => {
      if (how === 'undelivered') refusals.push(markers);
      for (const [position, marker] of markers.entries()) {
        const id = ids[position];
        withEntry(marker, (entry) => {
          entry.answers.add(how);
          if (id !== undefined) entry.ids.add(id);
        });
      }
    },
    logged: (line: string): void => {
      for (const marker of markersIn(line)) {
        withEntry(marker, (entry) => {
          entry.inLog = true;
        });
      }
    },
    seen: (marker: string, id: string): void =>
      withEntry(marker, ({ seen }) => seen.set(id, (seen.get(id) ?? 0) + 1)),
    /** Something that tells of these events may have happened once more than anybody knows. */
    uncertain: (text: string, cause: Cause): void => {
      for (const marker of markersIn(text)) because(marker, cause);
    },
    /** The events that have to be on the bus and are not, yet. */
    missing: (): string[] =>
      [...entries]
        .filter(([, entry]) => isPromised(entry) && entry.seen.size === 0)
        .map(([marker]) => marker),
    account: (): Account => ({
      ...accountOf(entries),
      // What a destination has accepted of such a body is not in the log, but something of it is.
      unlogged: refusals.filter((body) => !body.some((marker) => entries.get(marker)?.inLog)).flat(),
    }),
  };
};

export type Ledger = ReturnType<typeof ledger>;

/** A 503 promises too: that the event is in the log, from where it is recovered. */
const isPromised = ({ answers }: Entry): boolean => answers.has('accepted') || answers.has('undelivered');

const accountOf = (entries: ReadonlyMap<string, Entry>): Omit<Account, 'unlogged'> => {
  const where = (holds: (entry: Entry) => boolean): string[] =>
    [...entries].filter(([, entry]) => holds(entry)).map(([marker]) => marker);
  const extra = [...entries.values()].map(({ seen }) => Math.max(0, copies(seen) - 1));
  return {
    sent: entries.size,
    accepted: where(({ answers }) => answers.has('accepted')).length,
    refused: where(({ answers }) => !answers.has('accepted')).length,
    broken: where(({ answers }) => answers.has('broken') && answers.size === 1).length,
    onTheBus: where(({ seen }) => seen.size > 0).length,
    lost: where((entry) => isPromised(entry) && entry.seen.size === 0),
    misnamed: where(
      ({ ids, seen }) =>
        ids.size > 1 || seen.size > 1 || (ids.size > 0 && [...seen.keys()].some((id) => !ids.has(id))),
    ),
    duplicates: extra.reduce((sum, each) => sum + each, 0),
    explained: explainedBy(entries.values()),
    unexplained: where(({ seen, causes }) => copies(seen) - 1 > total(causes)),
  };
};

const copies = (seen: ReadonlyMap<string, number>): number => total(seen);

const total = (counts: ReadonlyMap<unknown, number>): number =>
  [...counts.values()].reduce((sum, each) => sum + each, 0);

/** Each copy beyond the first goes to the causes that its event has, in their order. */
const explainedBy = (entries: Iterable<Entry>): Partial<Record<Cause, number>> => {
  const explained: Partial<Record<Cause, number>> = {};
  for (const { seen, causes } of entries) {
    let left = copies(seen) - 1;
    for (const [cause, times] of causes) {
      const taken = Math.min(left, times);
      if (taken > 0) explained[cause] = (explained[cause] ?? 0) + taken;
      left -= Math.max(0, taken);
    }
  }
  return explained;
};
