import type { SQSClient } from '@aws-sdk/client-sqs';
import { type EndpointOptions, startAwsJson } from '../aws-json/server.ts';
import type { Listening } from '../http.ts';
import { type Account, addEventBus, DEFAULT_BUS } from './event-buses.ts';
import { operationsOf } from './operations.ts';

export type EventBridgeOptions = EndpointOptions & {
  readonly region: string;
  /** Twelve digits. */
  readonly accountId: string;
  /** Delivers to the target queues; queue URLs are looked up by the name in the target's ARN. */
  readonly sqs: SQSClient;
  /** Limit of PutEvents on all entries together, in bytes. AWS documents 1 MB, and 256 KB before 2026. */
  readonly maxRequestBytes?: number;
};

const DEFAULT_MAX_REQUEST_BYTES = 1_048_576;

/**
 * Starts a local EventBridge endpoint on 127.0.0.1 with an event bus named "default". State is in memory.
 *
 * Rejects with the listen error, for one when the port is taken.
 *
 * Source: Amazon EventBridge API Reference.
 */
export async function startEventBridge(options: EventBridgeOptions): Promise<Listening> {
  const { region, accountId, sqs, maxRequestBytes = DEFAULT_MAX_REQUEST_BYTES, ...endpoint } = options;
  const account: Account = {
    ...{ region, accountId, sqs, maxRequestBytes },
    ...{ buses: new Map(), archives: new Map(), replays: new Map() },
  };
  addEventBus(account, DEFAULT_BUS);
  return startAwsJson({ ...endpoint, service: 'AWSEvents', operations: operationsOf(account) });
}
