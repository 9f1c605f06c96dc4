import '@mantine/core/styles/UnstyledButton.css';
import '@mantine/core/styles/Button.css';
import { Button } from '@mantine/core';
import type { Template, TemplateField } from '../../protocol.ts';
import { BodyField } from './body-field.tsx';
import { type Draft, otherFields } from './draft.ts';
import classes from './send.module.css';
import { useSendWords } from './send-words.ts';

type FieldsFormProps = {
  readonly template: Template;
  readonly draft: Draft;
  readonly onText: (text: string) => void;
};

/** The body as a form: what feeds a field of the event first, the rest folded. */
export const FieldsForm = ({ template: { fields }, draft, onText }: FieldsFormProps) => {
  const words = useSendWords();
  const others = otherFields(fields, draft);
  const inputsOf = (some: readonly TemplateField[]) => (
    <div className={classes.fields}>
      {some.map((field) => (
        <BodyField key={field.wire} field={field} draft={draft} onText={onText} />
      ))}
    </div>
  );
  if (fields.length === 0) return <p>{words.portalsOwn}</p>;
  return (
    <>
      <div className={classes.heading}>
        <h2>{words.fields}</h2>
        {draft.text !== draft.base && (
          <Button variant="transparent" size="compact-sm" onClick={() => onText(draft.base)}>
            {words.resetAll}
          </Button>
        )}
      </div>
      {inputsOf(fields.filter(({ field }) => field !== undefined))}
      {others.length > 0 && (
        <details className={classes.others}>
          <summary>{words.others(others.length)}</summary>
          <p className={classes.help}>{words.othersHelp}</p>
          {inputsOf(others)}
        </details>
      )}
    </>
  );
};
