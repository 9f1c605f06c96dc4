import type * as v from 'valibot';
import { ServiceException, validationException } from '../aws-json/service-exception.ts';
import { type Archive, epochSeconds, type Replay, replay } from './archives.ts';
import { type Account, eventBus } from './event-buses.ts';
import { pageOf } from './pages.ts';
import { parseEventPattern } from './pattern.ts';
import type {
  ArchiveRequest,
  CreateArchiveRequest,
  ListArchivesRequest,
  ReplayRequest,
  StartReplayRequest,
} from './requests.ts';

/** Most that run at a time, per account and region. */
const MOST_REPLAYS = 10;

/**
 * CreateArchive.
 *
 * @throws ServiceException ResourceAlreadyExistsException, InvalidEventPatternException, ResourceNotFoundException for
 * the event bus.
 */
export function createArchive(account: Account, request: v.InferOutput<typeof CreateArchiveRequest>): object {
  const { ArchiveName: name, EventPattern: text } = request;
  if (account.archives.has(name)) throw alreadyExists(`Archive ${name}`);
  const archive: Archive = {
    name,
    arn: `arn:aws:events:${account.region}:${account.accountId}:archive/${name}`,
    bus: eventBus(account, request.EventSourceArn),
    description: request.Description,
    pattern: text === undefined ? undefined : { text, compiled: parseEventPattern(text) },
    retentionDays: request.RetentionDays,
    created: epochSeconds(),
    events: [],
  };
  account.archives.set(name, archive);
  return { ArchiveArn: archive.arn, State: 'ENABLED', CreationTime: archive.created };
}

/** DescribeArchive. @throws ServiceException ResourceNotFoundException when it does not exist. */
export function describeArchive(account: Account, request: v.InferOutput<typeof ArchiveRequest>): object {
  const archive = account.archives.get(request.ArchiveName);
  if (archive === undefined) throw notFound(`Archive ${request.ArchiveName}`);
  return {
    ...listed(archive),
    ArchiveArn: archive.arn,
    Description: archive.description,
    EventPattern: archive.pattern?.text,
  };
}

/** ListArchives, in the order of their creation. */
export function listArchives(account: Account, request: v.InferOutput<typeof ListArchivesRequest>): object {
  const asked = [...account.archives.values()].filter(
    ({ name, bus }) =>
      name.startsWith(request.NamePrefix ?? '') && (request.EventSourceArn ?? bus.arn) === bus.arn,
  );
  const { items, ...rest } = pageOf(asked, request);
  return { Archives: items.map(listed), ...rest };
}

/**
 * StartReplay: answers before the first event is replayed.
 *
 * @throws ServiceException ResourceAlreadyExistsException, LimitExceededException, ResourceNotFoundException for the
 * archive, ValidationException for another event bus than that of the archive, or an end before the start.
 */
export function startReplay(account: Account, request: v.InferOutput<typeof StartReplayRequest>): object {
  const { ReplayName: name, EventSourceArn, Destination } = request;
  if (account.replays.has(name)) throw alreadyExists(`Replay ${name}`);
  const archive = [...account.archives.values()].find(({ arn }) => arn === EventSourceArn);
  if (archive === undefined) throw notFound(`Archive ${EventSourceArn}`);
  if (Destination.Arn !== archive.bus.arn) {
    throw validationException(
      'Parameter Destination.Arn is not valid. Reason: Cross event bus replay is not permitted.',
    );
  }
  if (request.EventEndTime <= request.EventStartTime) {
    throw validationException(
      'Parameter EventEndTime is not valid. Reason: EventStartTime must be before EventEndTime.',
    );
  }
  const running = [...account.replays.values()].filter(({ state }) => state !== 'COMPLETED');
  if (running.length >= MOST_REPLAYS) {
    throw new ServiceException(
      'LimitExceededException',
      'The requested resource exceeds the maximum number allowed.',
    );
  }
  const started: Replay = {
    name,
    archive,
    start: request.EventStartTime,
    end: request.EventEndTime,
    rules: Destination.FilterArns,
    started: epochSeconds(),
    state: 'STARTING',
    last: undefined,
    ended: undefined,
  };
  account.replays.set(name, started);
  setImmediate(() => replay(account, started));
  return { ReplayArn: replayArn(account, name), State: 'STARTING', ReplayStartTime: started.started };
}

/** DescribeReplay. @throws ServiceException ResourceNotFoundException when it does not exist. */
export function describeReplay(account: Account, request: v.InferOutput<typeof ReplayRequest>): object {
  const replay = account.replays.get(request.ReplayName);
  if (replay === undefined) throw notFound(`Replay ${request.ReplayName}`);
  return {
    ReplayName: replay.name,
    ReplayArn: replayArn(account, replay.name),
    State: replay.state,
    EventSourceArn: replay.archive.arn,
    Destination: { Arn: replay.archive.bus.arn, FilterArns: replay.rules },
    EventStartTime: replay.start,
    EventEndTime: replay.end,
    EventLastReplayedTime: replay.last,
    ReplayStartTime: replay.started,
    ReplayEndTime: replay.ended,
  };
}

const listed = ({ name, bus, retentionDays, created, events }: Archive): object => ({
  ArchiveName: name,
  EventSourceArn: bus.arn,
  State: 'ENABLED',
  RetentionDays: retentionDays,
  SizeBytes: events.reduce((bytes, { text }) => bytes + Buffer.byteLength(text), 0),
  EventCount: events.length,
  CreationTime: created,
});

const replayArn = ({ region, accountId }: Account, name: string): string =>
  `arn:aws:events:${region}:${accountId}:replay/${name}`;

const alreadyExists = (what: string): ServiceException =>
  new ServiceException('ResourceAlreadyExistsException', `${what} already exists.`);

const notFound = (what: string): ServiceException =>
  new ServiceException('ResourceNotFoundException', `${what} does not exist.`);
