import '@mantine/core/styles/UnstyledButton.css';
import '@mantine/core/styles/Button.css';
import { Button } from '@mantine/core';
import classes from './send.module.css';
import { useSendWords } from './send-words.ts';

type ResetButtonProps = { readonly what: string; readonly onReset: () => void };

/** Puts back what the template says. */
export const ResetButton = ({ what, onReset }: ResetButtonProps) => {
  const words = useSendWords();
  return (
    <Button
      className={classes.reset}
      variant="transparent"
      size="compact-xs"
      aria-label={words.reset(what)}
      onClick={onReset}
    >
      {words.resetShort}
    </Button>
  );
};
