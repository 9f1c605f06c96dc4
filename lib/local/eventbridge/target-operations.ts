import type * as v from 'valibot';
import { ServiceException, validationException } from '../aws-json/service-exception.ts';
import { type Account, ruleOf } from './event-buses.ts';
import { pageOf } from './pages.ts';
import type {
  ListTargetsByRuleRequest,
  PutTargetsRequest,
  RemoveTargetsRequest,
  Target,
} from './requests.ts';
import { queueName } from './targets.ts';

const MAX_TARGETS = 5;

/**
 * PutTargets: adds targets to a rule; one with an Id the rule has already replaces it. Targets are SQS queues, whole
 * or with Input or InputPath.
 *
 * @throws ServiceException ResourceNotFoundException, ValidationException, LimitExceededException over five targets.
 */
export function putTargets(account: Account, request: v.InferOutput<typeof PutTargetsRequest>): object {
  const rule = ruleOf(account, request.Rule, request.EventBusName);
  for (const target of request.Targets) checkTarget(target);
  const ids = new Set([...rule.targets.keys(), ...request.Targets.map((target) => target.Id)]);
  if (ids.size > MAX_TARGETS) {
    const message = 'The requested resource exceeds the maximum number allowed.';
    throw new ServiceException('LimitExceededException', message);
  }
  for (const target of request.Targets) rule.targets.set(target.Id, target);
  return { FailedEntryCount: 0, FailedEntries: [] };
}

/**
 * RemoveTargets; an Id the rule does not have fails alone.
 *
 * @throws ServiceException ResourceNotFoundException for the event bus and the rule.
 */
export function removeTargets(account: Account, request: v.InferOutput<typeof RemoveTargetsRequest>): object {
  const rule = ruleOf(account, request.Rule, request.EventBusName);
  const unknown = request.Ids.filter((id) => !rule.targets.delete(id));
  const FailedEntries = unknown.map((TargetId) => ({
    TargetId,
    ErrorCode: 'ResourceNotFoundException',
    ErrorMessage: `Rule ${rule.name} has no target ${TargetId}.`,
  }));
  return { FailedEntryCount: FailedEntries.length, FailedEntries };
}

/** ListTargetsByRule. @throws ServiceException ResourceNotFoundException for the event bus and the rule. */
export function listTargetsByRule(
  account: Account,
  request: v.InferOutput<typeof ListTargetsByRuleRequest>,
): object {
  const rule = ruleOf(account, request.Rule, request.EventBusName);
  const { items, ...rest } = pageOf([...rule.targets.values()], request);
  return { Targets: items, ...rest };
}

function checkTarget(target: Target): void {
  const queue = queueName(target.Arn);
  if (queue === undefined) {
    const reason = target.Arn.startsWith('arn:')
      ? 'The local endpoint delivers to SQS queues only.'
      : 'Provided Arn is not in correct format.';
    throw validationException(`Parameter ${target.Arn} is not valid. Reason: ${reason}`);
  }
  if (queue.endsWith('.fifo') && !target.SqsParameters?.MessageGroupId) {
    throw validationException(`Parameter(s) SqsParameters must be specified for target: ${target.Id}.`);
  }
  const deadLetterArn = target.DeadLetterConfig?.Arn;
  if (deadLetterArn !== undefined && queueName(deadLetterArn) === undefined) {
    throw validationException(`Parameter DeadLetterConfig.Arn is not valid for target ${target.Id}.`);
  }
  checkInput(target);
}

function checkInput(target: Target): void {
  if (target.InputTransformer !== undefined) {
    throw validationException(
      `The local endpoint does not support InputTransformer (target ${target.Id}); use Input or InputPath.`,
    );
  }
  if (target.Input !== undefined && target.InputPath !== undefined) {
    throw validationException(
      `Only one of Input, InputPath, or InputTransformer must be provided for target ${target.Id}.`,
    );
  }
  if (target.Input !== undefined && !isJson(target.Input)) {
    throw validationException(`JSON syntax error in input for target ${target.Id}.`);
  }
  if (target.InputPath !== undefined && !/^\$(\.[^.[\]*]+)*$/.test(target.InputPath)) {
    throw validationException(
      `The local endpoint does not support InputPath ${target.InputPath} (target ${target.Id}); use $.name.name.`,
    );
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
