import { dynamoDbFrom } from './dynamodb.ts';
import { PortalsUnreachable, type TokenDigest } from './portals.ts';
import type { ReadDigests } from './remembered.ts';

const MAX_KEY_BYTES = 2048;

/** What is asked for of an item, as DynamoDB's JSON has it: binary in base64, numbers as text. */
type Answer = {
  readonly Item?: {
    readonly token_digest?: { readonly B: string };
    readonly previous_digest?: { readonly B: string };
    /** Unix seconds. */
    readonly previous_expires?: { readonly N: string };
    readonly offline_since?: object;
  };
};

/**
 * Reads the token digests of a portal from the portals table, and nothing else of it.
 *
 * @param environment for the region, the credentials that Lambda sets, and an endpoint other than AWS's.
 * @param drained is kept to those of the portals read whose offline queue is drained.
 */
export const digestsFrom = (
  tableName: string,
  environment: Readonly<Record<string, string | undefined>>,
  drained = new Set<string>(),
): ReadDigests => {
  const call = dynamoDbFrom(environment);
  return async (memberId) => {
    // DynamoDB refuses it, which must not look like an outage.
    if (Buffer.byteLength(memberId) > MAX_KEY_BYTES) return undefined;
    try {
      const answer = (await call('GetItem', getItem(tableName, memberId))) as Answer;
      drained[answer.Item?.offline_since ? 'add' : 'delete'](memberId);
      return digestsOf(answer);
    } catch (cause) {
      throw new PortalsUnreachable('the portals table does not answer', { cause });
    }
  };
};

const getItem = (TableName: string, memberId: string) => ({
  TableName,
  Key: { member_id: { S: memberId } },
  // A portal that has just installed must be seen.
  ConsistentRead: true,
  ProjectionExpression: 'token_digest, previous_digest, previous_expires, offline_since',
});

const digestsOf = ({ Item: item }: Answer): readonly TokenDigest[] | undefined => {
  if (item === undefined) return undefined;
  const { token_digest: current, previous_digest: previous, previous_expires: until } = item;
  return [
    ...(current ? [{ digest: bytesOf(current) }] : []),
    ...(previous && until ? [{ digest: bytesOf(previous), expires: Number(until.N) * 1000 }] : []),
  ];
};

const bytesOf = ({ B }: { readonly B: string }): Buffer => Buffer.from(B, 'base64');
