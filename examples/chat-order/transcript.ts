import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { BusEvent, KnownEvent } from 'b24bus/consumer';

type MessageEvent = KnownEvent<
  'OnOpenLineMessageAdd' | 'OnOpenLineMessageUpdate' | 'OnOpenLineMessageDelete'
>;

type Line = { readonly did: 'wrote' | 'edited' | 'deleted'; readonly by?: string; readonly text?: string };

const table = DynamoDBDocumentClient.from(new DynamoDBClient());

const TableName = process.env['TABLE_NAME'];

/**
 * Appends a line to the transcript of its chat, once. Line and id are written by one call, so neither a crash nor a
 * duplicate can part them. A day of a chat is an item, because an item holds 400 KB.
 */
export const append = async (event: MessageEvent, line: Line): Promise<void> => {
  const { id, time, data } = event;
  const command = new UpdateCommand({
    TableName,
    Key: keyOf(event),
    UpdateExpression: 'SET #lines = list_append(if_not_exists(#lines, :none), :lines) ADD #ids :ids',
    ConditionExpression: 'NOT contains(#ids, :id)',
    ExpressionAttributeNames: { '#lines': 'lines', '#ids': 'ids' },
    ExpressionAttributeValues: {
      ':none': [],
      ':lines': [{ at: time, message: messageOf(data.message), ...line }],
      ':ids': new Set([id]),
      ':id': id,
    },
  });
  await table.send(command).catch((fault: unknown) => {
    if (!(fault instanceof ConditionalCheckFailedException)) throw fault;
  });
};

/** Not `partitionkey`, which chats of two connectors may share. */
export const keyOf = ({ portal, subject, partitionkey, time }: BusEvent): { chat: string; day: string } => ({
  chat: `${portal}/${subject ?? partitionkey}`,
  day: time.slice(0, 10),
});

/** What people can tell messages apart by: Bitrix24's id, or that of the external system. */
const messageOf = ({ id, externalIds: [external] = [] }: MessageEvent['data']['message']): string =>
  external ?? String(id ?? '');
