import {
  CloudWatchLogsClient,
  type FilteredLogEvent,
  paginateDescribeLogGroups,
  paginateFilterLogEvents,
} from '@aws-sdk/client-cloudwatch-logs';
import * as v from 'valibot';
import { parseJson } from '../../events/json.ts';
import { clientSettings } from '../../portals/client-settings.ts';
import type { StoredRecord } from '../../publish/record.ts';
import { readRecord } from '../../replay/stored-record.ts';
import { awsFault } from '../aws-fault.ts';
import { exitCodes, Failure } from '../failure.ts';
import type { Target } from '../target/target.ts';

/** Of `undeliveredLine`. */
const undeliveredLine = v.object({
  level: v.literal('ERROR'),
  message: v.literal('UNDELIVERED'),
  requestId: v.string(),
  record: v.looseObject({}),
});

/** A line of a log that says UNDELIVERED; without a record where it cannot be read. */
export type LoggedRecord = {
  readonly eventId: string;
  readonly logGroup: string;
  readonly logStream: string;
  /** Unix milliseconds. */
  readonly timestamp: number;
  readonly record: StoredRecord | undefined;
};

export type Period = { readonly since: number; readonly until: number };

/** A search of a megabyte of log takes seconds. */
export const logsClient = (): CloudWatchLogsClient =>
  new CloudWatchLogsClient({
    ...clientSettings,
    maxAttempts: 6,
    requestHandler: { ...clientSettings.requestHandler, connectionTimeout: 3000, requestTimeout: 60_000 },
  });

/** The log groups of a deployment's functions. @throws Failure, PortalsFault */
export const logGroupsOf = async (
  client: CloudWatchLogsClient,
  { name, logGroupPrefix }: Target,
): Promise<string[]> => {
  const groups: string[] = [];
  try {
    for await (const page of paginateDescribeLogGroups({ client }, { logGroupNamePrefix: logGroupPrefix })) {
      groups.push(...(page.logGroups ?? []).map(({ logGroupName = '' }) => logGroupName));
    }
  } catch (fault) {
    throw logsFault('The log groups cannot be listed', fault);
  }
  // Another stage's name may begin with that of this one; no name of a function has a hyphen.
  const own = groups.filter((group) => /^[A-Za-z0-9]+$/.test(group.slice(logGroupPrefix.length)));
  if (own.length > 0) return own;
  throw new Failure(
    exitCodes.problem,
    'NO_LOG_GROUP',
    `${name} has no log group ${logGroupPrefix}*.`,
    'Name them: --log-group <name>',
  );
};

/**
 * What a log group has of UNDELIVERED lines, page by page, in the order of CloudWatch.
 *
 * @throws PortalsFault
 */
export const loggedRecords = async function* (
  client: CloudWatchLogsClient,
  logGroup: string,
  { since, until }: Period,
): AsyncGenerator<readonly LoggedRecord[]> {
  const search = {
    logGroupName: logGroup,
    startTime: since,
    endTime: until,
    // As a word: a pattern for JSON would pass over a line that has been cut.
    filterPattern: 'UNDELIVERED',
  };
  try {
    for await (const { events = [] } of paginateFilterLogEvents({ client }, search)) {
      yield events.flatMap((event) => loggedRecord(event, logGroup));
    }
  } catch (fault) {
    throw logsFault(`The log group ${logGroup} cannot be searched`, fault);
  }
};

const loggedRecord = (event: FilteredLogEvent, logGroup: string): LoggedRecord[] => {
  const { eventId = '', logStreamName: logStream = '', timestamp = 0, message = '' } = event;
  const of = (record: StoredRecord | undefined): LoggedRecord[] => [
    { eventId, logGroup, logStream, timestamp, record },
  ];
  const line = v.safeParse(undeliveredLine, jsonIn(message.trim()));
  if (line.success) return of(readRecord(JSON.stringify(line.output.record)).record);
  return message.startsWith('{"level":"ERROR","message":"UNDELIVERED"') ? of(undefined) : [];
};

/** With the keys as they were written: a record has those of the wire. */
const jsonIn = (message: string): unknown => {
  try {
    return parseJson(message);
  } catch {
    return undefined;
  }
};

const logsFault = (what: string, fault: unknown) => {
  const allow = 'Allow yourself logs:DescribeLogGroups and logs:FilterLogEvents.';
  return awsFault(what, fault, {
    AccessDeniedException: allow,
    ResourceNotFoundException: 'Check its name and the region: aws logs describe-log-groups',
  });
};
