import { setTimeout as sleep } from 'node:timers/promises';
import {
  DescribeReplayCommand,
  type EventBridgeClient,
  type ReplayState,
  StartReplayCommand,
} from '@aws-sdk/client-eventbridge';
import { awsFault } from '../aws-fault.ts';
import { type BusArchive, denied } from './archives.ts';

/** What is asked of EventBridge for every archive. */
export type Span = {
  readonly bus: string;
  /** Unix milliseconds. */
  readonly from: number;
  readonly to: number;
  /** ARNs; all rules if there are none. */
  readonly rules: readonly string[];
};

/** The replay of one archive. */
export type Replayed = {
  readonly event: string;
  readonly name: string;
  readonly state: ReplayState | 'UNKNOWN';
  readonly reason?: string;
  /** Unix milliseconds: the time of the last event that was replayed. */
  readonly last?: number;
};

const ended: ReadonlySet<string> = new Set(['COMPLETED', 'FAILED', 'CANCELLED']);

export const hasEnded = ({ state }: Replayed): boolean => ended.has(state);

/**
 * Starts the replay of an archive, or finds that it was started before under this name.
 *
 * @returns false if EventBridge has too many replays running.
 * @throws PortalsFault
 */
export const startReplay = async (
  client: EventBridgeClient,
  { event, arn }: BusArchive,
  ReplayName: string,
  { bus, from, to, rules }: Span,
): Promise<boolean> => {
  try {
    await client.send(
      new StartReplayCommand({
        ReplayName,
        EventSourceArn: arn,
        EventStartTime: new Date(from),
        EventEndTime: new Date(to),
        Destination: { Arn: bus, ...(rules.length > 0 && { FilterArns: [...rules] }) },
      }),
    );
  } catch (fault) {
    const name = fault instanceof Error ? fault.name : '';
    if (name === 'LimitExceededException') return false;
    if (name === 'ResourceAlreadyExistsException') return true;
    throw awsFault(`The replay of ${event} cannot be started`, fault, denied('events:StartReplay'));
  }
  return true;
};

/** How far a replay is. @throws PortalsFault */
export const describeReplay = async (
  client: EventBridgeClient,
  event: string,
  ReplayName: string,
): Promise<Replayed> => {
  const told = await client.send(new DescribeReplayCommand({ ReplayName })).catch((fault) => {
    throw awsFault(`The replay ${ReplayName} cannot be looked up`, fault, denied('events:DescribeReplay'));
  });
  return {
    event,
    name: ReplayName,
    state: told.State ?? 'UNKNOWN',
    ...(told.StateReason !== undefined && { reason: told.StateReason }),
    ...(told.EventLastReplayedTime !== undefined && { last: told.EventLastReplayedTime.getTime() }),
  };
};

const SHORTEST_MS = 200;
const LONGEST_MS = 10_000;

/** Waits, each time longer, up to 10 s. @throws the reason of the signal. */
export const patiently = (signal: AbortSignal): (() => Promise<void>) => {
  let pause = SHORTEST_MS;
  return async () => {
    await sleep(pause, undefined, { signal }).catch(() => signal.throwIfAborted());
    pause = Math.min(LONGEST_MS, pause * 1.5);
  };
};
