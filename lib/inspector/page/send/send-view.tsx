import '@mantine/core/styles/Title.css';
import { Title } from '@mantine/core';
import { useAbout } from '../about.ts';
import { Play } from './play.tsx';
import classes from './send.module.css';
import { SendForm } from './send-form.tsx';
import { useSendWords } from './send-words.ts';

const USUAL = 'OnSessionStart';

/** Sends events to a local run; the event of the address, or a usual one. */
export const SendView = ({ event = USUAL }: { readonly event?: string }) => {
  const words = useSendWords();
  const about = useAbout();
  const isKnown = about?.events.some(({ name }) => name === event) ?? false;
  return (
    <div className={classes.view}>
      <header>
        <Title order={1}>{words.title}</Title>
        <p className={classes.help}>{words.lead}</p>
      </header>
      {about === undefined && <p role="status">{words.loading}</p>}
      {about?.mode === 'stack' && <p>{words.localOnly}</p>}
      {about?.mode === 'local' && (
        <>
          <Play />
          <SendForm events={about.events} event={isKnown ? event : USUAL} />
        </>
      )}
    </div>
  );
};
