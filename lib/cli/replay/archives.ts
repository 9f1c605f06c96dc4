import {
  DescribeArchiveCommand,
  DescribeEventBusCommand,
  DescribeRuleCommand,
  type EventBridgeClient,
  ListArchivesCommand,
} from '@aws-sdk/client-eventbridge';
import * as v from 'valibot';
import { awsFault } from '../aws-fault.ts';
import { exitCodes, Failure } from '../failure.ts';

/** An archive that the template has made: of one event, or `Other`. */
export type BusArchive = { readonly event: string; readonly arn: string };

/** As lib/package/operations/archives.ts writes it. */
const pattern = v.strictObject({
  'detail-type': v.tuple([
    v.union([
      v.string(),
      v.pipe(
        v.strictObject({ 'anything-but': v.array(v.string()) }),
        v.transform(() => 'Other'),
      ),
    ]),
  ]),
});

/** @throws PortalsFault if EventBridge does not tell. */
export const busArn = async (client: EventBridgeClient, name: string): Promise<string> => {
  const { Arn = '' } = await client.send(new DescribeEventBusCommand({ Name: name })).catch((fault) => {
    throw awsFault(`The event bus ${name} cannot be looked up`, fault, denied('events:DescribeEventBus'));
  });
  return Arn;
};

/** The archives of the bus, one per event; others, which somebody else has made, are left alone. @throws PortalsFault */
export const archivesOf = async (
  client: EventBridgeClient,
  EventSourceArn: string,
): Promise<readonly BusArchive[]> => {
  const found: BusArchive[] = [];
  let NextToken: string | undefined;
  try {
    do {
      const page = await client.send(
        new ListArchivesCommand({ EventSourceArn, ...(NextToken !== undefined && { NextToken }) }),
      );
      for (const { ArchiveName } of page.Archives ?? []) {
        const { ArchiveArn: arn = '', EventPattern = '' } = await client.send(
          new DescribeArchiveCommand({ ArchiveName }),
        );
        const event = eventOf(EventPattern);
        if (event !== undefined) found.push({ event, arn });
      }
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
  } catch (fault) {
    throw awsFault(
      'The archives of the event bus cannot be listed',
      fault,
      denied('events:ListArchives and events:DescribeArchive'),
    );
  }
  return found;
};

const eventOf = (text: string): string | undefined => {
  if (text === '') return undefined;
  const read = v.safeParse(pattern, JSON.parse(text));
  return read.success ? read.output['detail-type'][0] : undefined;
};

/** ARNs of rules of the bus by their names. @throws Failure if there is no such rule, PortalsFault */
export const ruleArns = (
  client: EventBridgeClient,
  EventBusName: string,
  rules: readonly string[],
): Promise<string[]> =>
  Promise.all(
    rules.map(async (Name) => {
      const { Arn = '' } = await client
        .send(new DescribeRuleCommand({ EventBusName, Name }))
        .catch((fault) => {
          throw fault instanceof Error && fault.name === 'ResourceNotFoundException'
            ? noRule(Name, EventBusName)
            : awsFault(`The rule ${Name} cannot be looked up`, fault, denied('events:DescribeRule'));
        });
      return Arn;
    }),
  );

const noRule = (rule: string, bus: string): Failure =>
  new Failure(
    exitCodes.problem,
    'RULE_NOT_FOUND',
    `The event bus ${bus} has no rule ${rule}.`,
    `Name one of: aws events list-rules --event-bus-name ${bus}`,
  );

/** The cure where AWS forbids it. */
export const denied = (actions: string): Readonly<Record<string, string>> => ({
  AccessDeniedException: `Allow yourself ${actions}.`,
});
