import { createHash } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { credentials, REGION, TABLE } from '../../../lib/local/resources.ts';
import { itemOf } from '../../../lib/portals/item.ts';
import { newPortal } from '../../unit/portals/sample.ts';
import { type PortalKey, portalKey } from '../bodies.ts';

/** Installs new portals into the table. @param endpoint of the table, without faults. */
export const portalInstaller = (endpoint: string) => {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint, region: REGION, credentials }));
  let portals = 0;
  const install = async (): Promise<PortalKey> => {
    const key = portalKey(portals++);
    const tokenDigest = createHash('sha256').update(key.token).digest();
    const Item = itemOf({ ...newPortal(key.memberId), tokenDigest, revision: 1 });
    await client.send(new PutCommand({ TableName: TABLE, Item }));
    return key;
  };
  return {
    install: (count: number): Promise<PortalKey[]> => Promise.all(Array.from({ length: count }, install)),
    close: (): void => client.destroy(),
  };
};
