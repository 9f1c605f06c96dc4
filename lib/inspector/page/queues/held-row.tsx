import '@mantine/core/styles/UnstyledButton.css';
import '@mantine/core/styles/Button.css';
import { Button, Table } from '@mantine/core';
import { useId, useState } from 'react';
import type { HeldBody } from '../../protocol.ts';
import { ageOf } from '../format.ts';
import { useLanguage } from '../words.ts';
import { ActionButton } from './action-button.tsx';
import type { Actions } from './actions.ts';
import { BodyTree } from './body-tree.tsx';
import classes from './queues.module.css';
import { useQueuesWords } from './queues-words.ts';
import { StackCommands } from './stack-commands.tsx';

type HeldRowProps = { readonly held: HeldBody; readonly actions?: Actions };

/** A body in quarantine; it unfolds to all of it. */
export const HeldRow = ({ held, actions }: HeldRowProps) => {
  const words = useQueuesWords();
  const [language] = useLanguage();
  const [isOpen, setOpen] = useState(false);
  const details = useId();
  const { reference, since, event, portal } = held;
  return (
    <>
      <Table.Tr>
        <Table.Td data-label={words.reference}>
          <Toggle reference={reference} details={details} isOpen={isOpen} onToggle={() => setOpen(!isOpen)} />
        </Table.Td>
        <Table.Td data-label={words.since}>
          <time dateTime={since}>{ageOf(since, language)}</time>
        </Table.Td>
        <Table.Td data-label={words.event}>{event}</Table.Td>
        <Table.Td data-label={words.portal}>
          <code className={classes.id}>{portal}</code>
        </Table.Td>
        <Table.Td data-label={words.reason}>
          <Reason held={held} />
        </Table.Td>
        {actions && (
          <Table.Td data-label={words.actions}>
            <HeldActions reference={reference} actions={actions} />
          </Table.Td>
        )}
      </Table.Tr>
      <Table.Tr id={details} hidden={!isOpen} className={classes.details}>
        <Table.Td colSpan={actions ? 6 : 5}>
          {isOpen && <HeldDetails held={held} isLocal={!!actions} />}
        </Table.Td>
      </Table.Tr>
    </>
  );
};

type ToggleProps = {
  readonly reference: string;
  /** The id of what it unfolds. */
  readonly details: string;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
};

const Toggle = ({ reference, details, isOpen, onToggle }: ToggleProps) => {
  const words = useQueuesWords();
  const short = `${reference.slice(0, 8)}…`;
  return (
    <Button
      className={classes.toggle}
      variant="transparent"
      size="compact-sm"
      aria-expanded={isOpen}
      aria-controls={details}
      aria-label={words.details(short)}
      onClick={onToggle}
    >
      <code>{short}</code>
    </Button>
  );
};

const Reason = ({ held: { reason, errors } }: { readonly held: HeldBody }) => {
  const words = useQueuesWords();
  const [first] = errors;
  return (
    <>
      {words.reasons[reason]}
      {first !== undefined && (
        <span className={classes.first}>
          <span lang="en">
            <code>{first.path}</code> {first.message}
          </span>{' '}
          {errors.length > 1 && words.moreErrors(errors.length - 1)}
        </span>
      )}
    </>
  );
};

type HeldActionsProps = { readonly reference: string; readonly actions: Actions };

const HeldActions = ({ reference, actions: { isBusy, run } }: HeldActionsProps) => {
  const words = useQueuesWords();
  const these = [reference];
  return (
    <div className={classes.buttons}>
      <ActionButton
        label={words.replay}
        what={reference}
        isBusy={isBusy}
        onRun={() => run('replay', { these })}
      />
      <ActionButton
        label={words.drop}
        what={reference}
        question={words.reallyDrop}
        isBusy={isBusy}
        onRun={() => run('drop', { these })}
      />
    </div>
  );
};

type HeldDetailsProps = { readonly held: HeldBody; readonly isLocal: boolean };

const HeldDetails = ({ held: { reference, body, errors }, isLocal }: HeldDetailsProps) => {
  const words = useQueuesWords();
  return (
    <>
      <p>
        {words.reference}: <code className={classes.id}>{reference}</code>
      </p>
      <h3>{words.body}</h3>
      <BodyTree body={body} errors={errors} />
      {!isLocal && (
        <StackCommands commands={[`quarantine replay ${reference}`, `quarantine drop ${reference} --yes`]} />
      )}
    </>
  );
};
