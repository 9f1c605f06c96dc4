import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';

// Nothing here depends on when, how often, or in which order events come: each kind writes a part of its own, in which
// the newest wins, and what is deleted stays deleted.

type Key = { readonly pk: string; readonly sk: string };
type Part = 'started' | 'finished' | 'added' | 'edited';

const table = DynamoDBDocumentClient.from(new DynamoDBClient(), {
  marshallOptions: { removeUndefinedValues: true },
});

const TableName = process.env['TABLE_NAME'];

/** What begins a session or a message gives it its place in the index `byTime`. */
const beginnings: ReadonlySet<Part> = new Set(['started', 'added']);

/** Writes a part of a session or of a message, unless what is there is as new or newer. */
export const record = async (
  { id, time }: { readonly id: string; readonly time: string },
  Key: Key,
  part: Part,
  facts: object = {},
): Promise<void> => {
  const version = `${time} ${id}`;
  const begins = beginnings.has(part);
  const command = new UpdateCommand({
    TableName,
    Key,
    UpdateExpression: begins ? 'SET #part = :facts, #at = :at' : 'SET #part = :facts',
    ConditionExpression:
      'attribute_not_exists(#deleted) AND (attribute_not_exists(#part) OR #part.#version < :version)',
    ExpressionAttributeNames: {
      '#part': part,
      '#deleted': 'deleted',
      '#version': 'version',
      ...(begins && { '#at': 'at' }),
    },
    ExpressionAttributeValues: {
      ':facts': { ...facts, at: time, version },
      ':version': version,
      ...(begins && { ':at': time }),
    },
  });
  await table.send(command).catch((fault: unknown) => {
    if (!(fault instanceof ConditionalCheckFailedException)) throw fault;
  });
};

/** Leaves nothing of a message but that there was one: an event that comes late must not bring it back. */
export const remove = async (key: Key): Promise<void> => {
  await table.send(new PutCommand({ TableName, Item: { ...key, deleted: true } }));
};

/** Leads from a chat's number to where its messages are. */
export const link = async (pk: string, messages: string): Promise<void> => {
  await table.send(new PutCommand({ TableName, Item: { pk, sk: 'messages', of: messages } }));
};
