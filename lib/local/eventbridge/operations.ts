import type * as v from 'valibot';
import type { Fault } from '../faults.ts';
import { createEventBus, deleteEventBus, describeEventBus, listEventBuses } from './bus-operations.ts';
import type { Account } from './event-buses.ts';
import { putEvents } from './put-events.ts';
import * as requests from './requests.ts';
import {
  deleteRule,
  describeRule,
  disableRule,
  enableRule,
  listRules,
  putRule,
  testEventPattern,
} from './rule-operations.ts';
import { ServiceException } from './service-exception.ts';
import { listTargetsByRule, putTargets, removeTargets } from './target-operations.ts';

type Result = object | Promise<object>;
type Operation = (account: Account, body: unknown, fault: Fault | undefined) => Result;

const OPERATIONS: ReadonlyMap<string, Operation> = new Map([
  [
    'PutEvents',
    operation(requests.PutEventsRequest, (account, { Entries }, fault) => putEvents(account, Entries, fault)),
  ],
  ['CreateEventBus', operation(requests.CreateEventBusRequest, createEventBus)],
  ['DescribeEventBus', operation(requests.EventBusRequest, describeEventBus)],
  ['DeleteEventBus', operation(requests.DeleteEventBusRequest, deleteEventBus)],
  ['ListEventBuses', operation(requests.ListEventBusesRequest, listEventBuses)],
  ['PutRule', operation(requests.PutRuleRequest, putRule)],
  ['DescribeRule', operation(requests.RuleRequest, describeRule)],
  ['DeleteRule', operation(requests.RuleRequest, deleteRule)],
  ['ListRules', operation(requests.ListRulesRequest, listRules)],
  ['EnableRule', operation(requests.RuleRequest, enableRule)],
  ['DisableRule', operation(requests.RuleRequest, disableRule)],
  ['PutTargets', operation(requests.PutTargetsRequest, putTargets)],
  ['RemoveTargets', operation(requests.RemoveTargetsRequest, removeTargets)],
  ['ListTargetsByRule', operation(requests.ListTargetsByRuleRequest, listTargetsByRule)],
  ['TestEventPattern', operation(requests.TestEventPatternRequest, testEventPattern)],
]);

/**
 * Carries out one operation on the JSON text of its request.
 *
 * @param name the operation, as in the `x-amz-target` header after "AWSEvents."
 * @returns the response body
 * @throws ServiceException UnknownOperationException, SerializationException when the body is not JSON, and the
 * errors of the operation.
 */
export async function perform(
  account: Account,
  name: string,
  body: string,
  fault: Fault | undefined,
): Promise<object> {
  const run = OPERATIONS.get(name);
  if (run === undefined) throw new ServiceException('UnknownOperationException', `Unknown operation ${name}`);
  return run(account, requestBody(body), fault);
}

function operation<Schema extends v.GenericSchema>(
  schema: Schema,
  run: (account: Account, request: v.InferOutput<Schema>, fault: Fault | undefined) => Result,
): Operation {
  return (account, body, fault) => run(account, requests.readRequest(schema, body), fault);
}

function requestBody(text: string): object {
  const body = parsed(text);
  // Valibot would take an array for an object without members.
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body;
  throw new ServiceException('SerializationException', 'The request body is not a JSON object.');
}

function parsed(text: string): unknown {
  try {
    // A null member of a request counts as left out.
    return JSON.parse(text, (_name, value) => value ?? undefined);
  } catch {
    throw new ServiceException('SerializationException', 'The request body is not valid JSON.');
  }
}
