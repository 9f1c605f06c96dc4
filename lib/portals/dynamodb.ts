import { endpointOf } from '../aws/endpoint.ts';
import type { Environment } from '../aws/environment.ts';
import { jsonOperation } from '../aws/json-protocol.ts';
import { signedCalls } from '../aws/signed-calls.ts';

/** One attempt, in milliseconds; an item is usually there within ten. */
const ATTEMPT_MS = 300;

/** The second attempt follows at once: whoever waits for the item has an event to deliver. */
const policy = {
  attempts: 2,
  limits: { connection: ATTEMPT_MS, answer: ATTEMPT_MS },
  backoff: false,
} as const;

const dynamoDb = { version: '1.0', target: 'DynamoDB_20120810' } as const;

/**
 * One call of DynamoDB's JSON protocol, tried twice. @throws Error the fault of the second attempt.
 *
 * @param operation `GetItem`, `UpdateItem`, ...
 */
type DynamoDbCall = (operation: string, input: object) => Promise<unknown>;

/**
 * Calls DynamoDB with signed requests, as the receivers call every service; the SDK's client is used everywhere else.
 *
 * @param environment for the region and an endpoint other than AWS's.
 */
export const dynamoDbFrom = (environment: Environment): DynamoDbCall => {
  const { call } = signedCalls('dynamodb', environment['AWS_REGION'] ?? '', policy);
  return async (operation, input) => {
    const signal = AbortSignal.timeout(policy.attempts * ATTEMPT_MS);
    const url = endpointOf('dynamodb', environment);
    return call(url, jsonOperation(dynamoDb, operation, input), signal).catch(throwFault);
  };
};

/** Says that it was an answer, and which. */
const throwFault = (fault: Error & { readonly $metadata?: { readonly httpStatusCode: number } }): never => {
  if (fault.$metadata === undefined) throw fault;
  throw new Error(`DynamoDB answers ${fault.$metadata.httpStatusCode}: ${fault.name}`, { cause: fault });
};
