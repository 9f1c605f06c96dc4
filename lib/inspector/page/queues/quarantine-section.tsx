import '@mantine/core/styles/Table.css';
import { Table } from '@mantine/core';
import type { HeldBody } from '../../protocol.ts';
import { useNow } from '../now.ts';
import { hrefOf } from '../routes.ts';
import { ActionButton } from './action-button.tsx';
import { ActionOutcome } from './action-outcome.tsx';
import { type Actions, useActions } from './actions.ts';
import { HeldRow } from './held-row.tsx';
import { keyed } from './keyed.ts';
import classes from './queues.module.css';
import { useQueuesWords } from './queues-words.ts';

type QuarantineSectionProps = {
  readonly held: readonly HeldBody[];
  /** Undefined where nothing can be done from here. */
  readonly onChanged?: () => void;
};

const nothing = (): void => undefined;

/** Authentic bodies that could not be validated. */
export const QuarantineSection = ({ held, onChanged }: QuarantineSectionProps) => {
  const words = useQueuesWords();
  const actions = useActions(onChanged ?? nothing);
  const isLocal = onChanged !== undefined;
  return (
    <section aria-labelledby="quarantine" className={classes.section}>
      <h2 id="quarantine">
        {words.quarantine} ({held.length})
      </h2>
      <p className={classes.help}>{words.quarantineHelp}</p>
      {isLocal && held.length > 0 && (
        <ActionButton
          label={words.replayAll}
          isBusy={actions.isBusy}
          onRun={() => actions.run('replay', { all: true })}
        />
      )}
      <ActionOutcome actions={actions} />
      {held.length === 0 ? (
        <NothingHeld isLocal={isLocal} />
      ) : (
        <HeldTable held={held} {...(isLocal && { actions })} />
      )}
    </section>
  );
};

const NothingHeld = ({ isLocal }: { readonly isLocal: boolean }) => {
  const words = useQueuesWords();
  return (
    <p>
      {words.quarantineEmpty}{' '}
      {isLocal && (
        <>
          {words.tryQuarantine} <a href={hrefOf({ view: 'send' })}>{words.send}</a>
        </>
      )}
    </p>
  );
};

type HeldTableProps = { readonly held: readonly HeldBody[]; readonly actions?: Actions };

const HeldTable = ({ held, actions }: HeldTableProps) => {
  const words = useQueuesWords();
  useNow(1000);
  return (
    <Table className={classes.table} aria-labelledby="quarantine">
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{words.reference}</Table.Th>
          <Table.Th scope="col">{words.since}</Table.Th>
          <Table.Th scope="col">{words.event}</Table.Th>
          <Table.Th scope="col">{words.portal}</Table.Th>
          <Table.Th scope="col">{words.reason}</Table.Th>
          {actions && <Table.Th scope="col">{words.actions}</Table.Th>}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {keyed(held, ({ reference }) => reference).map(([key, body]) => (
          <HeldRow key={key} held={body} {...(actions && { actions })} />
        ))}
      </Table.Tbody>
    </Table>
  );
};
