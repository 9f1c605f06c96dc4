import '@mantine/core/styles/Table.css';
import { Table } from '@mantine/core';
import type { EventKind } from '../../protocol.ts';
import classes from './portals.module.css';
import { usePortalsWords } from './portals-words.ts';

type BindingsProps = { readonly bound: readonly string[]; readonly events: readonly EventKind[] };

/** Which events the portal posts here. */
export const Bindings = ({ bound, events }: BindingsProps) => {
  const words = usePortalsWords();
  const isBound = ({ name }: EventKind): boolean => bound.includes(name);
  return (
    <details className={classes.bindings}>
      <summary>{words.bound(events.filter(isBound).length, events.length)}</summary>
      <Table className={classes.table}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{words.event}</Table.Th>
            <Table.Th scope="col">{words.binding}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {events.map((event) => (
            <Table.Tr key={event.name} data-bound={isBound(event)}>
              <Table.Td>{event.name}</Table.Td>
              <Table.Td>{isBound(event) ? `✓ ${words.isBound}` : `✗ ${words.isNotBound}`}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </details>
  );
};
