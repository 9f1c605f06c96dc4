import * as v from 'valibot';

/** Types, lengths and patterns of the request members, from the Amazon EventBridge API Reference. */
const text = (longest: number, shortest = 0) =>
  v.pipe(
    v.string(),
    v.minLength(shortest, `Member must have length greater than or equal to ${shortest}`),
    v.maxLength(longest, `Member must have length less than or equal to ${longest}`),
  );

const matching = (pattern: RegExp, longest: number) =>
  v.pipe(
    text(longest, 1),
    v.regex(pattern, `Member must satisfy regular expression pattern: ${pattern.source}`),
  );

const ruleName = matching(/^[.\-_A-Za-z0-9]+$/, 64);
const busName = matching(/^[/.\-_A-Za-z0-9]+$/, 256);
const busNameOrArn = matching(/^(arn:aws[\w-]*:events:[\w-]+:\d{12}:event-bus\/)?[/.\-_A-Za-z0-9]+$/, 1600);
const targetId = matching(/^[.\-_A-Za-z0-9]+$/, 64);

const members = <Item extends v.GenericSchema>(item: Item, longest: number) =>
  v.pipe(
    v.array(item),
    v.minLength(1, 'Member must have length greater than or equal to 1'),
    v.maxLength(longest, `Member must have length less than or equal to ${longest}`),
  );

const between = (least: number, most: number) =>
  v.pipe(
    v.number(),
    v.minValue(least, `Member must have value greater than or equal to ${least}`),
    v.maxValue(most, `Member must have value less than or equal to ${most}`),
  );

// The range of a JavaScript date.
const epochSeconds = between(-8.64e12, 8.64e12);

const page = {
  NamePrefix: v.optional(text(256, 1)),
  Limit: v.optional(between(1, 100), 100),
  NextToken: v.optional(text(2048, 1)),
};

export const PutEventsRequestEntry = v.object({
  Time: v.optional(epochSeconds),
  Source: v.optional(v.string()),
  Resources: v.optional(v.array(v.string()), []),
  DetailType: v.optional(v.string()),
  Detail: v.optional(v.string()),
  EventBusName: v.optional(busNameOrArn),
});
export type PutEventsRequestEntry = v.InferOutput<typeof PutEventsRequestEntry>;
export const PutEventsRequest = v.object({ Entries: members(PutEventsRequestEntry, 10) });

export const CreateEventBusRequest = v.object({ Name: busName, Description: v.optional(text(512)) });
export const EventBusRequest = v.object({ Name: v.optional(busNameOrArn) });
export const DeleteEventBusRequest = v.object({ Name: busName });
export const ListEventBusesRequest = v.object(page);

export const PutRuleRequest = v.object({
  Name: ruleName,
  EventBusName: v.optional(busNameOrArn),
  EventPattern: v.optional(text(4096)),
  ScheduleExpression: v.optional(text(256)),
  State: v.optional(
    v.picklist(
      ['ENABLED', 'DISABLED', 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS'],
      'Member must satisfy enum value set: [ENABLED, DISABLED, ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS]',
    ),
    'ENABLED',
  ),
  Description: v.optional(text(512)),
  RoleArn: v.optional(text(1600, 1)),
});
export const RuleRequest = v.object({ Name: ruleName, EventBusName: v.optional(busNameOrArn) });
export const ListRulesRequest = v.object({ ...page, EventBusName: v.optional(busNameOrArn) });

export const Target = v.object({
  Id: targetId,
  Arn: text(1600, 1),
  Input: v.optional(text(8192)),
  InputPath: v.optional(text(256)),
  InputTransformer: v.optional(v.unknown()),
  SqsParameters: v.optional(v.object({ MessageGroupId: v.optional(v.string()) })),
  DeadLetterConfig: v.optional(v.object({ Arn: v.optional(text(1600, 1)) })),
});
export type Target = v.InferOutput<typeof Target>;

const rule = { Rule: ruleName, EventBusName: v.optional(busNameOrArn) };
export const PutTargetsRequest = v.object({ ...rule, Targets: members(Target, 100) });
export const RemoveTargetsRequest = v.object({ ...rule, Ids: members(targetId, 100) });
export const ListTargetsByRuleRequest = v.object({ ...rule, Limit: page.Limit, NextToken: page.NextToken });
export const TestEventPatternRequest = v.object({ EventPattern: text(4096), Event: v.string() });

const archiveName = matching(/^[.\-_A-Za-z0-9]+$/, 48);
const replayName = matching(/^[.\-_A-Za-z0-9]+$/, 64);
const arn = text(1600, 1);

export const CreateArchiveRequest = v.object({
  ArchiveName: archiveName,
  EventSourceArn: busNameOrArn,
  Description: v.optional(text(512)),
  EventPattern: v.optional(text(4096)),
  RetentionDays: v.optional(between(0, 2 ** 31 - 1), 0),
});
export const ArchiveRequest = v.object({ ArchiveName: archiveName });
export const ListArchivesRequest = v.object({ ...page, EventSourceArn: v.optional(arn) });
export const StartReplayRequest = v.object({
  ReplayName: replayName,
  EventSourceArn: arn,
  EventStartTime: epochSeconds,
  EventEndTime: epochSeconds,
  Destination: v.object({ Arn: arn, FilterArns: v.optional(v.array(arn), []) }),
});
export const ReplayRequest = v.object({ ReplayName: replayName });
