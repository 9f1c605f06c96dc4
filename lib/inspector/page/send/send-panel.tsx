import '@mantine/core/styles/UnstyledButton.css';
import '@mantine/core/styles/Button.css';
import { Button } from '@mantine/core';
import type { Terms } from './draft.ts';
import { LatestRows } from './latest-rows.tsx';
import { Repetition } from './repetition.tsx';
import classes from './send.module.css';
import { SendOutcome } from './send-outcome.tsx';
import { useSendWords } from './send-words.ts';
import { stopSending, useSending } from './sending.ts';

type SendPanelProps = {
  readonly terms: Terms;
  readonly onTerms: (terms: Terms) => void;
  readonly isReady: boolean;
};

/** How often, the button, and what came of it. */
export const SendPanel = ({ terms, onTerms, isReady }: SendPanelProps) => {
  const words = useSendWords();
  const sending = useSending();
  const isRunning = sending.state === 'running';
  // Not `disabled`: that would take the focus away.
  return (
    <div className={classes.panel}>
      <Repetition terms={terms} onTerms={onTerms} />
      <div className={classes.buttons}>
        <Button type="submit" size="lg" fullWidth aria-disabled={isRunning || !isReady}>
          {words.send}
        </Button>
        {isRunning && sending.isRepeated && (
          <Button size="lg" variant="default" onClick={stopSending}>
            {words.stop}
          </Button>
        )}
      </div>
      <p className={classes.hint}>{words.sendHint}</p>
      <SendOutcome sending={sending} />
      <LatestRows />
    </div>
  );
};
