/** Where lines go; stdout in Lambda, from where CloudWatch takes one log event per line. */
export type LogSink = (line: string) => void;

/**
 * Straight to stdout: Lambda's own console puts a time and a request id before the line, and CloudWatch then
 * recognises neither JSON fields nor embedded metrics.
 */
export const stdout: LogSink = (line) => {
  process.stdout.write(`${line}\n`);
};

/** What happened to one request. No field can hold a body, a token or a header. */
type RequestSummary = {
  readonly event: string;
  /** `published`, `stored`, `quarantined`, `undelivered`, or the code of the problem. */
  readonly outcome: string;
  readonly status: number;
  readonly requestId: string;
  readonly portal?: string;
  readonly ids?: readonly string[];
  readonly reference?: string;
  readonly reason?: string;
  /** Milliseconds by step, and in all. */
  readonly durations: Readonly<Record<string, number>>;
  readonly metrics: RequestMetrics;
};

/** The namespace of all metrics: one per stage, or the alarms of one would see the events of another. */
export const METRICS_NAMESPACE = process.env['METRICS_NAMESPACE'] ?? 'b24bus';

/** Counts of events by what became of them, or 1 for a request that was refused. */
export type RequestMetrics = {
  readonly Published?: number;
  readonly Stored?: number;
  readonly Quarantined?: number;
  readonly Undelivered?: number;
  readonly Refused?: number;
  /** 1 if it was refused because the portal is known and the token is not its own. */
  readonly WrongToken?: number;
  /** Milliseconds from when the portal queued the event, which it tells in seconds, to when it came in. */
  readonly Lag?: number;
};

const inMilliseconds: ReadonlySet<string> = new Set(['Duration', 'Lag']);

/**
 * One JSON line per request that is both the log record and its metrics, in CloudWatch's embedded metric format: by
 * `event`, and of all events together, because an alarm cannot add up more than ten metrics.
 *
 * @param now Unix milliseconds.
 */
export const summaryLine = (summary: RequestSummary, now: number): string => {
  const { metrics, ...facts } = summary;
  const values = { ...metrics, Duration: summary.durations['total'] ?? 0 };
  const definitions = Object.keys(values).map((name) => ({
    Name: name,
    Unit: inMilliseconds.has(name) ? 'Milliseconds' : 'Count',
  }));
  return JSON.stringify({
    level: summary.status >= 500 ? 'ERROR' : summary.status === 200 ? 'INFO' : 'WARN',
    message: 'request',
    ...facts,
    ...values,
    _aws: {
      Timestamp: now,
      CloudWatchMetrics: [
        { Namespace: METRICS_NAMESPACE, Dimensions: [['event'], []], Metrics: definitions },
      ],
    },
  });
};

/** A fault of ours, by name and place. Not its message: that of another's code may quote what was in the body. */
export const faultLine = (fault: unknown, requestId: string): string =>
  JSON.stringify({
    level: 'ERROR',
    message: 'fault',
    requestId,
    fault: fault instanceof Error ? { name: fault.name, at: framesOf(fault) } : { name: typeof fault },
  });

const framesOf = ({ stack = '' }: Error): string[] =>
  stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .map((line) => line.trim());

/** The last resort: the complete redacted record, which the CLI can replay. `record` is JSON. */
export const undeliveredLine = (record: string, requestId: string): string =>
  `{"level":"ERROR","message":"UNDELIVERED","requestId":${JSON.stringify(requestId)},"record":${record}}`;
