import { METRICS_NAMESPACE } from '../log.ts';

type Metrics = {
  /** The fact that the counts are of. */
  readonly dimension: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly seconds?: Readonly<Record<string, number>>;
  /** Unix milliseconds. */
  readonly now: number;
};

/** A JSON line that is both a log record and metrics, in CloudWatch's embedded metric format. */
export const metricLine = (
  facts: Readonly<Record<string, unknown>>,
  { dimension, counts, seconds = {}, now }: Metrics,
): string => {
  const definitions = [
    ...Object.keys(counts).map((name) => ({ Name: name, Unit: 'Count' })),
    ...Object.keys(seconds).map((name) => ({ Name: name, Unit: 'Seconds' })),
  ];
  return JSON.stringify({
    ...facts,
    ...counts,
    ...seconds,
    _aws: {
      Timestamp: now,
      CloudWatchMetrics: [{ Namespace: METRICS_NAMESPACE, Dimensions: [[dimension]], Metrics: definitions }],
    },
  });
};
