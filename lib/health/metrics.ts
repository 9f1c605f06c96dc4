type Metrics = {
  /** The fact that the counts are of. */
  readonly dimension: string;
  readonly counts: Readonly<Record<string, number>>;
  /** Unix milliseconds. */
  readonly now: number;
};

/** A JSON line that is both a log record and metrics, in CloudWatch's embedded metric format: namespace `b24bus`. */
export const metricLine = (
  facts: Readonly<Record<string, unknown>>,
  { dimension, counts, now }: Metrics,
): string => {
  const definitions = Object.keys(counts).map((name) => ({ Name: name, Unit: 'Count' }));
  return JSON.stringify({
    ...facts,
    ...counts,
    _aws: {
      Timestamp: now,
      CloudWatchMetrics: [{ Namespace: 'b24bus', Dimensions: [[dimension]], Metrics: definitions }],
    },
  });
};
