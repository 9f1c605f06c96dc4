import { randomBytes } from 'node:crypto';
import * as v from 'valibot';
import { type EndpointOptions, operation, startAwsJson } from './aws-json/server.ts';
import { ServiceException } from './aws-json/service-exception.ts';
import type { Listening } from './http.ts';

/** CloudWatch Logs, and what the functions write into it. */
export type LocalLogs = Listening & {
  /** A line of a function, as it comes out of its stdout. */
  write(functionName: string, line: string): void;
};

/** Lines kept of one function. */
const MOST_LINES = 50_000;

/** Events of one answer, where the request does not say. */
const PAGE = 10_000;

type Line = { readonly eventId: string; readonly timestamp: number; readonly message: string };

const token = v.optional(v.pipe(v.string(), v.regex(/^\d+$/, 'The specified nextToken is invalid.')), '0');
const time = v.optional(v.number());

const DescribeLogGroupsRequest = v.object({ logGroupNamePrefix: v.optional(v.string(), '') });

const FilterLogEventsRequest = v.object({
  logGroupName: v.string(),
  startTime: time,
  endTime: time,
  // One word, with or without quotes.
  filterPattern: v.optional(v.pipe(v.string(), v.regex(/^(?:\w*|"[^"\\]*")$/, 'Invalid filter pattern')), ''),
  limit: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(PAGE)), PAGE),
  nextToken: token,
});

/**
 * Starts a local CloudWatch Logs endpoint on 127.0.0.1, with a log group for each function that has written.
 *
 * Source: Amazon CloudWatch Logs API Reference. `startTime` is in the period, `endTime` is not.
 *
 * @param prefix of the log groups' names.
 */
export const startLogs = async (prefix: string, options: EndpointOptions = {}): Promise<LocalLogs> => {
  const groups = new Map<string, Line[]>();
  const operations = new Map([
    [
      'DescribeLogGroups',
      operation(DescribeLogGroupsRequest, ({ logGroupNamePrefix }) => ({
        logGroups: [...groups.keys()]
          .filter((name) => name.startsWith(logGroupNamePrefix))
          .toSorted()
          .map((logGroupName) => ({ logGroupName })),
      })),
    ],
    [
      'FilterLogEvents',
      operation(FilterLogEventsRequest, (request) => {
        const lines = groups.get(request.logGroupName);
        if (lines !== undefined) return filtered(lines, request);
        throw new ServiceException('ResourceNotFoundException', 'The specified log group does not exist.');
      }),
    ],
  ]);
  const listening = await startAwsJson({ ...options, service: 'Logs_20140328', operations });
  return {
    ...listening,
    write: (functionName, message) => {
      const name = prefix + functionName;
      const lines = groups.get(name) ?? [];
      groups.set(name, lines);
      lines.push({ eventId: randomBytes(16).toString('hex'), timestamp: Date.now(), message });
      // In one go: taking out the first line each time would move all others.
      if (lines.length >= MOST_LINES * 1.1) lines.splice(0, lines.length - MOST_LINES);
    },
  };
};

const filtered = (
  lines: readonly Line[],
  request: v.InferOutput<typeof FilterLogEventsRequest>,
): { events: object[]; nextToken?: string } => {
  const { startTime = 0, endTime = Number.POSITIVE_INFINITY, filterPattern, limit, nextToken } = request;
  const word = filterPattern.replaceAll('"', '');
  const found = lines.filter(
    ({ timestamp, message }) => timestamp >= startTime && timestamp < endTime && message.includes(word),
  );
  const from = Number(nextToken);
  const events = found.slice(from, from + limit).map((line) => ({
    ...line,
    logStreamName: 'local',
    ingestionTime: line.timestamp,
  }));
  return from + limit < found.length ? { events, nextToken: String(from + limit) } : { events };
};
