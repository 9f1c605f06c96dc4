import { randomBytes } from 'node:crypto';
import { dynamoDbFrom } from '../portals/dynamodb.ts';
import type { Copy, Side } from './copy.ts';
import { type Entry, entriesOf, type Standing, standingOf, written } from './journal.ts';

/** What is known of the events that came, by their content. */
export interface Occurrences {
  /** Writes down that a copy is about to be delivered. @throws Error if the table does not answer. */
  note(side: Side, copy: Copy): Promise<Note>;
}

/** A copy that was written down. */
export type Note = Standing & {
  /** How it stands now. @throws Error if the table does not answer. */
  again(): Promise<Standing>;
  /** Writes down that the event is on its way. @throws Error if the table does not answer. */
  delivered(): Promise<void>;
};

type OccurrencesOptions = {
  /** Seconds by which the times of the two copies of an event may differ. */
  readonly window: number;
  /** Seconds for which it is remembered. */
  readonly kept: number;
  /** Unix milliseconds. */
  readonly now?: () => number;
};

/** DynamoDB's JSON, as far as it is asked for. */
type Journal = { readonly journal?: { readonly L: readonly { readonly S: string }[] } };

/**
 * The journals in a DynamoDB table with the key `content` and the time to live `expires`. A line is appended by one
 * UpdateItem, which answers with all lines before it: whoever writes, whenever, all agree on the order, and no write
 * is conditional.
 */
export const occurrencesIn = (
  TableName: string,
  environment: Readonly<Record<string, string | undefined>>,
  { window, kept, now = Date.now }: OccurrencesOptions,
): Occurrences => {
  const call = dynamoDbFrom(environment);
  const keyOf = (content: string) => ({ TableName, Key: { content: { S: content } } });
  const append = async (content: string, entry: Entry): Promise<Journal | undefined> => {
    const expires = Math.floor(now() / 1000) + kept;
    const { Attributes } = (await call('UpdateItem', {
      ...keyOf(content),
      UpdateExpression: 'SET journal = list_append(if_not_exists(journal, :none), :line), expires = :expires',
      ExpressionAttributeValues: {
        ':none': { L: [] },
        ':line': { L: [{ S: written(entry) }] },
        ':expires': { N: String(expires) },
      },
      ReturnValues: 'ALL_NEW',
    })) as { Attributes?: Journal };
    return Attributes;
  };
  const read = async (content: string): Promise<Journal | undefined> => {
    const { Item } = (await call('GetItem', { ...keyOf(content), ConsistentRead: true })) as {
      Item?: Journal;
    };
    return Item;
  };
  return {
    note: async (side, { content, own, sent }) => {
      const by = randomBytes(6).toString('base64url');
      const standing = (item: Journal | undefined): Standing => {
        const lines = (item?.journal?.L ?? []).map(({ S }) => S);
        return standingOf(entriesOf(lines), { side, own, by }, { window, now: Math.floor(now() / 1000) });
      };
      const at = Math.floor(now() / 1000);
      const noted = standing(await append(content, { kind: 'seen', side, own, sent, at, by }));
      return {
        ...noted,
        again: async () => standing(await read(content)),
        delivered: async () => {
          await append(content, { kind: 'delivered', id: noted.id });
        },
      };
    },
  };
};
