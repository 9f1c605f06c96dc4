import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  paginateScan,
} from '@aws-sdk/lib-dynamodb';
import { clientSettings } from './client-settings.ts';
import { PortalsFault, serviceFault } from './fault.ts';
import { type Item, itemOf, portalOf } from './item.ts';
import { type Portal, PortalChanged, type PortalsTable } from './portal.ts';

/**
 * The portals in a DynamoDB table with the key `member_id`.
 *
 * A write whose answer is lost is sent again by the SDK and then meets its own revision: PortalChanged does not
 * always mean that it was somebody else. Whoever reads the portal again sees which.
 *
 * @throws PortalsFault from every call, where the table does not answer or an item is broken.
 */
export const portalsTable = (tableName: string): PortalsTable => {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(clientSettings));
  const TableName = tableName;
  return {
    get: async (memberId) => {
      const command = new GetCommand({ TableName, Key: { member_id: memberId }, ConsistentRead: true });
      const { Item } = await client.send(command).catch(faultOf(tableName, 'read'));
      return Item && portalOf(Item, tableName);
    },
    put: async (portal) => {
      const Item = itemOf({ ...portal, revision: portal.revision + 1 });
      const command = new PutCommand({ TableName, Item, ...unchanged(portal) });
      await client.send(command).catch(changedOr(portal, faultOf(tableName, 'written')));
    },
    remove: async (portal) => {
      const Key = { member_id: portal.memberId };
      const command = new DeleteCommand({ TableName, Key, ...unchanged(portal) });
      await client.send(command).catch(changedOr(portal, faultOf(tableName, 'written')));
    },
    list: () => list(client, tableName),
  };
};

/**
 * All portals that can be read; those that cannot do not keep the others from being listed.
 *
 * @throws PortalsFault after the last one, if any cannot be read.
 */
const list = async function* (client: DynamoDBDocumentClient, tableName: string): AsyncGenerator<Portal> {
  const broken: PortalsFault[] = [];
  const pages = paginateScan({ client }, { TableName: tableName, ConsistentRead: true });
  const next = () => pages.next().catch(faultOf(tableName, 'read'));
  for (let page = await next(); page.done !== true; page = await next()) {
    for (const item of page.value.Items ?? []) {
      const read = readable(item, tableName);
      if (read instanceof PortalsFault) broken.push(read);
      else yield read;
    }
  }
  const [first] = broken;
  if (first === undefined) return;
  throw new PortalsFault(first.code, broken.map(({ message }) => message).join('; '), first.cure);
};

const readable = (item: Item, tableName: string): Portal | PortalsFault => {
  try {
    return portalOf(item, tableName);
  } catch (fault) {
    if (fault instanceof PortalsFault) return fault;
    throw fault;
  }
};

/** The condition that nobody has written since the portal was read. */
const unchanged = ({ revision }: Portal) =>
  revision === 0
    ? { ConditionExpression: 'attribute_not_exists(member_id)' }
    : { ConditionExpression: 'revision = :read', ExpressionAttributeValues: { ':read': revision } };

const changedOr =
  ({ memberId }: Portal, otherwise: (fault: unknown) => never) =>
  (fault: unknown): never => {
    if (!(fault instanceof ConditionalCheckFailedException)) return otherwise(fault);
    throw new PortalChanged(`The portal ${memberId} was changed meanwhile`);
  };

const faultOf =
  (tableName: string, done: 'read' | 'written') =>
  (fault: unknown): never => {
    throw serviceFault(`The table ${tableName} cannot be ${done}`, fault, {
      ResourceNotFoundException: `Check PORTALS_TABLE and the region: there is no table ${tableName}. Deploying makes it.`,
      AccessDeniedException: `Allow the role dynamodb:GetItem, PutItem, DeleteItem and Scan on the table ${tableName}.`,
      CredentialsProviderError: 'Put AWS credentials into the environment.',
    });
  };
