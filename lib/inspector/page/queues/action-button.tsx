import '@mantine/core/styles/UnstyledButton.css';
import '@mantine/core/styles/Button.css';
import { Button } from '@mantine/core';
import { useState } from 'react';

type ActionButtonProps = {
  readonly label: string;
  /** To what it is done; said to those who do not see the row. */
  readonly what?: string;
  /** Asked first, where it cannot be undone. */
  readonly question?: string;
  readonly isBusy: boolean;
  readonly onRun: () => void;
};

/** Does something at a click, or at the second one where there is a question. */
export const ActionButton = ({ label, what, question, isBusy, onRun }: ActionButtonProps) => {
  const [isAsking, setAsking] = useState(false);
  const click = (): void => {
    if (isBusy) return;
    setAsking(question !== undefined && !isAsking);
    if (question === undefined || isAsking) onRun();
  };
  const text = isAsking && question !== undefined ? question : label;
  return (
    <Button
      size="compact-sm"
      variant={isAsking ? 'filled' : 'default'}
      {...(isAsking && { color: 'red' })}
      aria-disabled={isBusy}
      {...(what !== undefined && { 'aria-label': `${text} ${what}` })}
      onBlur={() => setAsking(false)}
      onClick={click}
    >
      {text}
    </Button>
  );
};
