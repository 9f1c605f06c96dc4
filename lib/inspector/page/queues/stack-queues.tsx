import '@mantine/core/styles/UnstyledButton.css';
import '@mantine/core/styles/Button.css';
import '@mantine/core/styles/Loader.css';
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Queues } from '../../protocol.ts';
import { get } from '../api.ts';
import { timeOf } from '../format.ts';
import { ProblemNote } from '../problem-note.tsx';
import { useLanguage } from '../words.ts';
import { QuarantineSection } from './quarantine-section.tsx';
import classes from './queues.module.css';
import { useQueuesWords } from './queues-words.ts';
import { UndeliveredSection } from './undelivered-section.tsx';

type Look = {
  readonly queues?: Queues;
  readonly at?: string;
  readonly problem?: string | undefined;
};

/** What there is to see; after a failure that is what was seen before. */
const look = (): Promise<Look> =>
  get<Queues>('queues').then(
    (queues) => ({ queues, at: new Date().toISOString(), problem: undefined }),
    (fault: unknown) => ({ problem: fault instanceof Error ? fault.message : String(fault) }),
  );

/** The queues of a deployed stack, looked at when asked to: that is felt by those who read them. */
export const StackQueues = () => {
  const words = useQueuesWords();
  const [language] = useLanguage();
  const [isLooking, setLooking] = useState(false);
  const [{ queues, at, problem }, setSeen] = useState<Look>({});
  const lookNow = async (): Promise<void> => {
    setLooking(true);
    const seen = await look();
    setSeen((before) => ({ ...before, ...seen }));
    setLooking(false);
  };
  return (
    <>
      <div className={classes.buttons}>
        <Button loading={isLooking} onClick={lookNow}>
          {queues === undefined ? words.look : words.lookAgain}
        </Button>
        <span role="status">{at !== undefined && words.lookedAt(timeOf(at, language))}</span>
      </div>
      <p className={classes.help}>{words.lookHelp}</p>
      {problem !== undefined && <ProblemNote>{problem}</ProblemNote>}
      {queues !== undefined && (
        <>
          <UndeliveredSection waiting={queues.undelivered} />
          <QuarantineSection held={queues.quarantine} />
        </>
      )}
    </>
  );
};
