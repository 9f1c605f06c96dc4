import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Archive, Replay } from './archives.ts';
import type { EventPattern } from './pattern.ts';
import type { Target } from './requests.ts';
import { busNotFound, ruleNotFound } from './service-exception.ts';

export type RuleState = 'ENABLED' | 'DISABLED' | 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';

export type Rule = {
  readonly name: string;
  readonly arn: string;
  readonly eventPattern: { readonly text: string; readonly compiled: EventPattern };
  readonly description: string | undefined;
  readonly roleArn: string | undefined;
  readonly targets: Map<string, Target>;
  state: RuleState;
};

export type EventBus = {
  readonly name: string;
  readonly arn: string;
  readonly description: string | undefined;
  /** Epoch seconds. */
  readonly created: number;
  readonly rules: Map<string, Rule>;
};

/** What the operations of one endpoint share: whose account it plays and the event buses of that account. */
export type Account = {
  readonly region: string;
  readonly accountId: string;
  readonly maxRequestBytes: number;
  readonly sqs: SQSClient;
  readonly buses: Map<string, EventBus>;
  readonly archives: Map<string, Archive>;
  readonly replays: Map<string, Replay>;
};

export const DEFAULT_BUS = 'default';

/** Puts an event bus without rules into the account. */
export function addEventBus(account: Account, name: string, description?: string): EventBus {
  const created = Math.floor(Date.now() / 1000);
  const bus = { name, arn: busArn(account, name), description, created, rules: new Map<string, Rule>() };
  account.buses.set(name, bus);
  return bus;
}

/** The event bus of a name or ARN; undefined when the account has none. No name means the default event bus. */
export function findEventBus(account: Account, nameOrArn: string = DEFAULT_BUS): EventBus | undefined {
  const bus = account.buses.get(nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1));
  return nameOrArn.startsWith('arn:') && bus?.arn !== nameOrArn ? undefined : bus;
}

/**
 * The event bus of a name or ARN.
 *
 * @throws ServiceException ResourceNotFoundException when the account has none.
 */
export function eventBus(account: Account, nameOrArn?: string): EventBus {
  const bus = findEventBus(account, nameOrArn);
  if (bus === undefined) throw busNotFound(nameOrArn ?? DEFAULT_BUS);
  return bus;
}

/**
 * The rule of a name on an event bus.
 *
 * @throws ServiceException ResourceNotFoundException when the event bus or the rule does not exist.
 */
export function ruleOf(account: Account, ruleName: string, busNameOrArn?: string): Rule {
  const bus = eventBus(account, busNameOrArn);
  const rule = bus.rules.get(ruleName);
  if (rule === undefined) throw ruleNotFound(ruleName, bus.name);
  return rule;
}

/** The ARN of a rule; a rule on the default event bus has no bus name in it. */
export function ruleArn(account: Account, bus: EventBus, ruleName: string): string {
  const path = bus.name === DEFAULT_BUS ? ruleName : `${bus.name}/${ruleName}`;
  return `arn:aws:events:${account.region}:${account.accountId}:rule/${path}`;
}

function busArn(account: Account, name: string): string {
  return `arn:aws:events:${account.region}:${account.accountId}:event-bus/${name}`;
}
