import type * as v from 'valibot';
import { validationException } from '../aws-json/service-exception.ts';
import { type Account, eventBus, type Rule, type RuleState, ruleArn, ruleOf } from './event-buses.ts';
import { isJsonObject, type JsonObject, parseJson } from './json.ts';
import { pageOf } from './pages.ts';
import { matchesEvent, parseEventPattern } from './pattern.ts';
import type { ListRulesRequest, PutRuleRequest, RuleRequest, TestEventPatternRequest } from './requests.ts';

type RuleReference = v.InferOutput<typeof RuleRequest>;

const TEST_EVENT_MEMBERS = ['id', 'account', 'source', 'time', 'region', 'detail-type'];

/**
 * PutRule: creates a rule or replaces it, keeping its targets. The local endpoint has no scheduled rules.
 *
 * @throws ServiceException InvalidEventPatternException, ResourceNotFoundException for the event bus,
 * ValidationException without an event pattern.
 */
export function putRule(account: Account, request: v.InferOutput<typeof PutRuleRequest>): object {
  if (request.ScheduleExpression) {
    throw validationException('The local endpoint does not support ScheduleExpression.');
  }
  if (!request.EventPattern) {
    throw validationException('Parameter(s) EventPattern or ScheduleExpression must be specified.');
  }
  const bus = eventBus(account, request.EventBusName);
  const rule = {
    name: request.Name,
    arn: ruleArn(account, bus, request.Name),
    eventPattern: { text: request.EventPattern, compiled: parseEventPattern(request.EventPattern) },
    description: request.Description,
    roleArn: request.RoleArn,
    state: request.State,
    targets: bus.rules.get(request.Name)?.targets ?? new Map(),
  };
  bus.rules.set(rule.name, rule);
  return { RuleArn: rule.arn };
}

/** DescribeRule. @throws ServiceException ResourceNotFoundException when it does not exist. */
export function describeRule(account: Account, request: RuleReference): object {
  const bus = eventBus(account, request.EventBusName);
  return { ...described(ruleOf(account, request.Name, bus.name), bus.name), CreatedBy: account.accountId };
}

/**
 * DeleteRule; deleting one that does not exist succeeds.
 *
 * @throws ServiceException ValidationException while the rule has targets, ResourceNotFoundException for the event
 * bus.
 */
export function deleteRule(account: Account, request: RuleReference): object {
  const bus = eventBus(account, request.EventBusName);
  if (bus.rules.get(request.Name)?.targets.size) {
    throw validationException("Rule can't be deleted since it has targets.");
  }
  bus.rules.delete(request.Name);
  return {};
}

/** ListRules, in the order of their creation. @throws ServiceException ResourceNotFoundException for the event bus. */
export function listRules(account: Account, request: v.InferOutput<typeof ListRulesRequest>): object {
  const bus = eventBus(account, request.EventBusName);
  const named = [...bus.rules.values()].filter((rule) => rule.name.startsWith(request.NamePrefix ?? ''));
  const { items, ...rest } = pageOf(named, request);
  return { Rules: items.map((rule) => described(rule, bus.name)), ...rest };
}

/** EnableRule. @throws ServiceException ResourceNotFoundException when it does not exist. */
export function enableRule(account: Account, request: RuleReference): object {
  return withState(account, request, 'ENABLED');
}

/** DisableRule. @throws ServiceException ResourceNotFoundException when it does not exist. */
export function disableRule(account: Account, request: RuleReference): object {
  return withState(account, request, 'DISABLED');
}

/**
 * TestEventPattern.
 *
 * @throws ServiceException InvalidEventPatternException, ValidationException when the event is not a JSON object
 * with the mandatory members.
 */
export function testEventPattern(
  _account: Account,
  request: v.InferOutput<typeof TestEventPatternRequest>,
): object {
  return { Result: matchesEvent(parseEventPattern(request.EventPattern), testEvent(request.Event)) };
}

function testEvent(text: string): JsonObject {
  const invalid = validationException('Parameter Event is not valid.');
  try {
    const event = parseJson(text);
    if (!isJsonObject(event)) throw invalid;
    if (!TEST_EVENT_MEMBERS.every((name) => Object.hasOwn(event, name))) throw invalid;
    return event;
  } catch {
    throw invalid;
  }
}

function withState(account: Account, request: RuleReference, state: RuleState): object {
  ruleOf(account, request.Name, request.EventBusName).state = state;
  return {};
}

function described(rule: Rule, busName: string): object {
  return {
    Name: rule.name,
    Arn: rule.arn,
    EventPattern: rule.eventPattern.text,
    State: rule.state,
    Description: rule.description,
    RoleArn: rule.roleArn,
    EventBusName: busName,
  };
}
