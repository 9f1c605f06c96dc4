import type * as v from 'valibot';
import { type Operation, operation } from '../aws-json/server.ts';
import type { Fault } from '../faults.ts';
import {
  createArchive,
  describeArchive,
  describeReplay,
  listArchives,
  startReplay,
} from './archive-operations.ts';
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
import { listTargetsByRule, putTargets, removeTargets } from './target-operations.ts';

/** The operations of the EventBridge API on this account, by name. */
export function operationsOf(account: Account): ReadonlyMap<string, Operation> {
  const on = <Schema extends v.GenericSchema>(
    schema: Schema,
    run: (
      account: Account,
      request: v.InferOutput<Schema>,
      fault: Fault | undefined,
    ) => object | Promise<object>,
  ): Operation => operation(schema, (request, fault) => run(account, request, fault));
  return new Map([
    ['PutEvents', on(requests.PutEventsRequest, (to, { Entries }, fault) => putEvents(to, Entries, fault))],
    ['CreateEventBus', on(requests.CreateEventBusRequest, createEventBus)],
    ['DescribeEventBus', on(requests.EventBusRequest, describeEventBus)],
    ['DeleteEventBus', on(requests.DeleteEventBusRequest, deleteEventBus)],
    ['ListEventBuses', on(requests.ListEventBusesRequest, listEventBuses)],
    ['PutRule', on(requests.PutRuleRequest, putRule)],
    ['DescribeRule', on(requests.RuleRequest, describeRule)],
    ['DeleteRule', on(requests.RuleRequest, deleteRule)],
    ['ListRules', on(requests.ListRulesRequest, listRules)],
    ['EnableRule', on(requests.RuleRequest, enableRule)],
    ['DisableRule', on(requests.RuleRequest, disableRule)],
    ['PutTargets', on(requests.PutTargetsRequest, putTargets)],
    ['RemoveTargets', on(requests.RemoveTargetsRequest, removeTargets)],
    ['ListTargetsByRule', on(requests.ListTargetsByRuleRequest, listTargetsByRule)],
    ['CreateArchive', on(requests.CreateArchiveRequest, createArchive)],
    ['DescribeArchive', on(requests.ArchiveRequest, describeArchive)],
    ['ListArchives', on(requests.ListArchivesRequest, listArchives)],
    ['StartReplay', on(requests.StartReplayRequest, startReplay)],
    ['DescribeReplay', on(requests.ReplayRequest, describeReplay)],
    ['TestEventPattern', on(requests.TestEventPatternRequest, testEventPattern)],
  ]);
}
