import { membersOf, queryOperation, textOf } from '../aws/query-protocol.ts';
import type { Operation } from '../aws/signed-calls.ts';
import { snsFaultName } from '../aws/sns-fault-name.ts';
import type { BatchResults, TopicEntry } from './transport.ts';

const sns = { version: '2010-03-31', faultName: snsFaultName };

/** PublishBatch in the query protocol. */
export const publishBatchOperation = (
  TopicArn: string,
  entries: readonly TopicEntry[],
): Operation<BatchResults> =>
  queryOperation(
    sns,
    'PublishBatch',
    { TopicArn, PublishBatchRequestEntries: entries.map(entryOf) },
    ({ Successful, Failed }) => ({
      Successful: membersOf(Successful).map(({ Id }) => ({ Id: textOf(Id) })),
      Failed: membersOf(Failed).map(({ Id, Code, Message, SenderFault }) => ({
        Id: textOf(Id),
        Code: textOf(Code),
        Message: textOf(Message),
        SenderFault: SenderFault === undefined ? undefined : SenderFault === 'true',
      })),
    }),
  );

/** The query protocol has a map as numbered entries of a name and a value. */
const entryOf = ({ MessageAttributes, ...entry }: TopicEntry) => ({
  ...entry,
  MessageAttributes: Object.fromEntries(
    Object.entries(MessageAttributes).map(([Name, Value], index) => [`entry.${index + 1}`, { Name, Value }]),
  ),
});
