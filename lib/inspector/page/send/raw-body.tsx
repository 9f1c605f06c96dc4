import '@mantine/core/styles/Input.css';
import { Textarea } from '@mantine/core';
import type { Draft } from './draft.ts';
import { ResetButton } from './reset-button.tsx';
import classes from './send.module.css';
import { useSendWords } from './send-words.ts';

type RawBodyProps = { readonly draft: Draft; readonly onText: (text: string) => void };

/** The whole body as text. */
export const RawBody = ({ draft, onText }: RawBodyProps) => {
  const words = useSendWords();
  return (
    <div className={classes.field}>
      <Textarea
        label={words.raw}
        description={words.rawHelp}
        value={draft.text}
        onChange={({ currentTarget }) => onText(currentTarget.value)}
        rows={16}
        resize="vertical"
        spellCheck={false}
        autoCapitalize="off"
        classNames={{ input: classes.code ?? '' }}
      />
      {draft.text !== draft.base && <ResetButton what={words.raw} onReset={() => onText(draft.base)} />}
    </div>
  );
};
