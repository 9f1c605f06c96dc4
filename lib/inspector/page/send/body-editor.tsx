import '@mantine/core/styles/SegmentedControl.css';
import '@mantine/core/styles/FloatingIndicator.css';
import { SegmentedControl } from '@mantine/core';
import type { Template } from '../../protocol.ts';
import { type Draft, shownAs } from './draft.ts';
import { nowSeconds } from './drafts.ts';
import { FieldsForm } from './fields-form.tsx';
import { RawBody } from './raw-body.tsx';
import { useSendWords } from './send-words.ts';

type BodyEditorProps = {
  readonly template: Template;
  readonly draft: Draft;
  readonly onDraft: (draft: Draft) => void;
};

/** The body as a form, or as text. */
export const BodyEditor = ({ template, draft, onDraft }: BodyEditorProps) => {
  const words = useSendWords();
  const onText = (text: string): void => onDraft({ ...draft, text });
  return (
    <>
      <SegmentedControl
        aria-label={words.body}
        value={draft.view}
        onChange={(view) => onDraft(shownAs(draft, view, nowSeconds()))}
        data={[
          { value: 'form', label: words.form },
          { value: 'raw', label: words.raw },
        ]}
      />
      {draft.view === 'raw' ? (
        <RawBody draft={draft} onText={onText} />
      ) : (
        <FieldsForm template={template} draft={draft} onText={onText} />
      )}
    </>
  );
};
