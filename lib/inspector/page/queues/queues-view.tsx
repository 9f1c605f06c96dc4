import '@mantine/core/styles/Title.css';
import { Title } from '@mantine/core';
import type { Queues } from '../../protocol.ts';
import { useAbout } from '../about.ts';
import { usePolled } from '../api.ts';
import { ProblemNote } from '../problem-note.tsx';
import { QuarantineSection } from './quarantine-section.tsx';
import classes from './queues.module.css';
import { useQueuesWords } from './queues-words.ts';
import { StackQueues } from './stack-queues.tsx';
import { UndeliveredSection } from './undelivered-section.tsx';

const POLL_MS = 2000;

/** What waits to be delivered, and what is held in quarantine. */
export const QueuesView = () => {
  const words = useQueuesWords();
  const about = useAbout();
  return (
    <div className={classes.view}>
      <Title order={1}>{words.title}</Title>
      {about === undefined && <p role="status">{words.loading}</p>}
      {about?.mode === 'local' && <LocalQueues />}
      {about?.mode === 'stack' && <StackQueues />}
    </div>
  );
};

const LocalQueues = () => {
  const words = useQueuesWords();
  const { value, error, reload } = usePolled<Queues>('queues', POLL_MS);
  return (
    <>
      {error !== undefined && <ProblemNote>{error}</ProblemNote>}
      {value === undefined && error === undefined && <p role="status">{words.loading}</p>}
      {value !== undefined && (
        <>
          <UndeliveredSection waiting={value.undelivered} onChanged={reload} />
          <QuarantineSection held={value.quarantine} onChanged={reload} />
        </>
      )}
    </>
  );
};
