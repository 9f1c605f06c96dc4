import '@mantine/core/styles/Input.css';
import '@mantine/core/styles/Combobox.css';
import { NativeSelect, TextInput } from '@mantine/core';
import { type ChangeEvent, createElement } from 'react';
import type { TemplateField } from '../../protocol.ts';
import { type Draft, isNoNumber, optionsOf, valueAt } from './draft.ts';
import { withLeaf } from './form-body.ts';
import { ResetButton } from './reset-button.tsx';
import classes from './send.module.css';
import { useSendWords } from './send-words.ts';

type BodyFieldProps = {
  readonly field: TemplateField;
  readonly draft: Draft;
  readonly onText: (text: string) => void;
};

/** A leaf of the body. Anything may be entered: what b24bus makes of wrong values is worth seeing. */
export const BodyField = ({ field, draft, onText }: BodyFieldProps) => {
  const words = useSendWords();
  const { wire } = field;
  const label = field.field ?? wire;
  const value = valueAt(draft.text, wire);
  const original = valueAt(draft.base, wire);
  return (
    <div className={classes.field}>
      <Control
        field={field}
        label={label}
        value={value ?? ''}
        error={isNoNumber(field, value ?? '') && words.isNoNumber}
        placeholder={value === undefined ? words.isGone : ''}
        onChange={({ currentTarget }) => onText(withLeaf(draft.text, { wire, value: currentTarget.value }))}
      />
      {original !== undefined && value !== original && (
        <ResetButton what={label} onReset={() => onText(withLeaf(draft.text, { wire, value: original }))} />
      )}
    </div>
  );
};

type InputWrapperOrder = ('label' | 'input' | 'error' | 'description')[];

type ControlProps = {
  readonly field: TemplateField;
  readonly label: string;
  readonly value: string;
  readonly error: string | false;
  readonly placeholder: string;
  readonly onChange: (change: ChangeEvent<HTMLInputElement> | ChangeEvent<HTMLSelectElement>) => void;
};

/** The inputs of a row are in line, however much there is to say of them. */
const parts: InputWrapperOrder = ['label', 'input', 'error', 'description'];

const Control = ({ field, placeholder, ...others }: ControlProps) => {
  const words = useSendWords();
  const options = optionsOf(field, others.value);
  const description = <Help field={field} />;
  if (options === undefined) {
    const inputMode = field.kind === 'number' ? 'numeric' : 'text';
    return (
      <TextInput
        {...others}
        description={description}
        inputWrapperOrder={parts}
        placeholder={placeholder}
        inputMode={inputMode}
        spellCheck={false}
      />
    );
  }
  const [yes, no] = field.kind === 'boolean' ? options : [];
  const data = options.map((option) => {
    if (option === yes) return { value: option, label: words.yes(option) };
    return { value: option, label: option === no ? words.no(option) : option };
  });
  return <NativeSelect {...others} description={description} inputWrapperOrder={parts} data={data} />;
};

/** What the field means, and where it is on the wire. */
const Help = ({ field: { wire, field, description } }: { readonly field: TemplateField }) => {
  const words = useSendWords();
  return (
    <>
      {description !== undefined && <Described text={description} />}
      {wire === 'ts' && `${words.isNow} `}
      {field !== undefined && <code className={classes.wire}>{wire}</code>}
    </>
  );
};

/** The documentation's words, which have code between backticks. */
const Described = ({ text }: { readonly text: string }) => {
  const parts = text.split('`').map((part, at) => (at % 2 === 1 ? createElement('code', {}, part) : part));
  return createElement('span', { lang: 'en' }, ...parts, ' ');
};
