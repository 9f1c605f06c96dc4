import { PortalsFault } from '../../portals/fault.ts';
import type { Portal, PortalsTable } from '../../portals/portal.ts';

/** Portals of the table, and what is told of those that cannot be read. */
type Readable = { readonly portals: readonly Portal[]; readonly broken?: PortalsFault };

/** Items that cannot be read do not hide the others. @throws PortalsFault if the table cannot be read. */
export const readablePortals = async (table: Pick<PortalsTable, 'list'>): Promise<Readable> => {
  const portals: Portal[] = [];
  try {
    for await (const portal of table.list()) portals.push(portal);
  } catch (fault) {
    if (!(fault instanceof PortalsFault) || fault.code !== 'PORTAL_UNREADABLE') throw fault;
    return { portals, broken: fault };
  }
  return { portals };
};
