import '@mantine/core/styles/Table.css';
import { Table } from '@mantine/core';
import type { WaitingEvent } from '../../protocol.ts';
import { ageOf } from '../format.ts';
import { useNow } from '../now.ts';
import { useLanguage } from '../words.ts';
import { ActionButton } from './action-button.tsx';
import { ActionOutcome } from './action-outcome.tsx';
import { type Actions, useActions } from './actions.ts';
import { keyed } from './keyed.ts';
import classes from './queues.module.css';
import { useQueuesWords } from './queues-words.ts';
import { StackCommands } from './stack-commands.tsx';

type UndeliveredSectionProps = {
  readonly waiting: readonly WaitingEvent[];
  /** Undefined where nothing can be done from here. */
  readonly onChanged?: () => void;
};

const isGivenUp = ({ queue }: WaitingEvent): boolean => queue === 'dead-letter';

const nothing = (): void => undefined;

/** Events that a destination has not accepted yet, those given up included. */
export const UndeliveredSection = ({ waiting, onChanged }: UndeliveredSectionProps) => {
  const words = useQueuesWords();
  const actions = useActions(onChanged ?? nothing);
  const isLocal = onChanged !== undefined;
  const hasGivenUp = waiting.some(isGivenUp);
  return (
    <section aria-labelledby="undelivered" className={classes.section}>
      <h2 id="undelivered">
        {words.undelivered} ({waiting.length})
      </h2>
      <p className={classes.help}>{words.undeliveredHelp}</p>
      {isLocal && hasGivenUp && (
        <ActionButton
          label={words.redriveAll}
          isBusy={actions.isBusy}
          onRun={() => actions.run('redrive', { all: true })}
        />
      )}
      <ActionOutcome actions={actions} />
      {waiting.length === 0 ? (
        <p>{words.undeliveredEmpty}</p>
      ) : (
        <WaitingTable waiting={waiting} {...(isLocal && { actions })} />
      )}
      {!isLocal && hasGivenUp && <StackCommands commands={['undelivered redrive --all']} />}
    </section>
  );
};

type WaitingTableProps = { readonly waiting: readonly WaitingEvent[]; readonly actions?: Actions };

const nameOf = ({ id, kind, since }: WaitingEvent): string => id ?? `${kind} ${since}`;

const WaitingTable = ({ waiting, actions }: WaitingTableProps) => {
  const words = useQueuesWords();
  useNow(1000);
  return (
    <Table className={classes.table} aria-labelledby="undelivered">
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{words.since}</Table.Th>
          <Table.Th scope="col">{words.state}</Table.Th>
          <Table.Th scope="col">{words.event}</Table.Th>
          <Table.Th scope="col">{words.portal}</Table.Th>
          <Table.Th scope="col">{words.reason}</Table.Th>
          {actions && <Table.Th scope="col">{words.actions}</Table.Th>}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {keyed(waiting, nameOf).map(([key, event]) => (
          <WaitingRow key={key} waiting={event} {...(actions && { actions })} />
        ))}
      </Table.Tbody>
    </Table>
  );
};

type WaitingRowProps = { readonly waiting: WaitingEvent; readonly actions?: Actions };

const WaitingRow = ({ waiting, actions }: WaitingRowProps) => {
  const words = useQueuesWords();
  const [language] = useLanguage();
  const { since, event, portal, id, kind, reasons } = waiting;
  const state = [isGivenUp(waiting) ? words.givenUp : words.waiting, words.kinds[kind]];
  return (
    <Table.Tr>
      <Table.Td data-label={words.since}>
        <time dateTime={since}>{ageOf(since, language)}</time>
      </Table.Td>
      <Table.Td data-label={words.state}>{state.filter((part) => part !== '').join(', ')}</Table.Td>
      <Table.Td data-label={words.event}>
        {event ?? words.noEvent} {id !== undefined && <code className={classes.id}>{id}</code>}
      </Table.Td>
      <Table.Td data-label={words.portal}>
        <code className={classes.id}>{portal ?? words.noEvent}</code>
      </Table.Td>
      <Table.Td data-label={words.reason}>
        {reasons.length === 0 ? words.noReason : reasons.join(', ')}
      </Table.Td>
      {actions && (
        <Table.Td data-label={words.actions}>
          {isGivenUp(waiting) && id !== undefined && (
            <ActionButton
              label={words.redrive}
              what={id}
              isBusy={actions.isBusy}
              onRun={() => actions.run('redrive', { these: [id] })}
            />
          )}
        </Table.Td>
      )}
    </Table.Tr>
  );
};
