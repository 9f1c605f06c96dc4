import * as v from 'valibot';
import type { Ledger } from '../ledger.ts';
import { markersIn } from '../marker.ts';
import { isBatch } from './batch-call.ts';
import type { Call, Control, Fault, KillPoint, Rule, Stage } from './faults.ts';

/** Redelivery waits this much shorter than in production, or an outage of minutes would take hours to try. */
export const TIME_SCALE = 20;

const UNLIMITED = Number.POSITIVE_INFINITY;

/** What is wrong at the moment. */
export type Trouble = { readonly rules?: readonly Rule[]; readonly kill?: readonly KillPoint[] };

/** The faults of a run: set by the scenario, asked by the proxies. */
type Controls = Control & {
  set(trouble: Trouble): void;
  /** The markers of what was dropped. */
  readonly dropped: ReadonlySet<string>;
};

/**
 * @param kill kills the process whose invocation has made a call with this text; false where there is none.
 * @param book is told of what nobody else can know.
 */
export const controls = (kill: (text: string) => boolean, book: () => Ledger): Controls => {
  let trouble: Trouble = {};
  let killed = 0;
  let played = new Map<Rule, number>();
  const dropped = new Set<string>();
  const chosen = (rate = 1): boolean => Math.random() < rate;
  return {
    set: (next) => {
      trouble = next;
      killed = 0;
      played = new Map();
    },
    faultOf: (call) => {
      const rule = trouble.rules?.find(
        (each) =>
          appliesTo(each, call) && (played.get(each) ?? 0) < (each.most ?? UNLIMITED) && chosen(each.rate),
      );
      if (rule !== undefined) played.set(rule, (played.get(rule) ?? 0) + 1);
      if (rule?.fault === 'drop') for (const marker of markersIn(call.text)) dropped.add(marker);
      return rule?.fault;
    },
    dropped,
    kills: (call, stage) => {
      const dies = trouble.kill?.some((point) => isAt(point, call, stage, killed) && chosen(point.rate));
      if (dies !== true || !kill(call.text)) return false;
      killed++;
      return true;
    },
    unacknowledged: (text) => book().uncertain(text, 'accepted unacknowledged'),
    rescaled,
  };
};

const onlyBatches: readonly Fault[] = ['partial', 'drop'];

const appliesTo = ({ service, fault }: Rule, call: Call): boolean =>
  service === call.service && (!onlyBatches.includes(fault) || isBatch(call));

const isAt = (point: KillPoint, call: Call, stage: Stage, killed: number): boolean =>
  point.service === call.service &&
  point.operation === call.operation &&
  point.stage === stage &&
  killed < (point.most ?? UNLIMITED);

const seconds = v.exactOptional(v.number());
const delays = v.looseObject({ VisibilityTimeout: seconds, DelaySeconds: seconds });
const delaying = v.looseObject({ ...delays.entries, Entries: v.exactOptional(v.array(delays)) });

/** A call with its delays in the time scale of the run; whole seconds, as SQS wants them. */
const rescaled = (operation: string, text: string): string => {
  if (!/^(?:ChangeMessageVisibility|SendMessage)(?:Batch)?$/.test(operation)) return text;
  const { Entries, ...call } = v.parse(delaying, JSON.parse(text));
  return JSON.stringify({ ...shorter(call), ...(Entries && { Entries: Entries.map(shorter) }) });
};

const shorter = (given: v.InferOutput<typeof delays>): object => ({
  ...given,
  ...(given.VisibilityTimeout !== undefined && { VisibilityTimeout: scaled(given.VisibilityTimeout) }),
  ...(given.DelaySeconds !== undefined && { DelaySeconds: scaled(given.DelaySeconds) }),
});

const scaled = (given: number): number => Math.ceil(given / TIME_SCALE);
