import '@mantine/core/styles/Title.css';
import '@mantine/core/styles/UnstyledButton.css';
import '@mantine/core/styles/Button.css';
import { Button, Title } from '@mantine/core';
import type { About, InstalledPortal } from '../../protocol.ts';
import { useAbout } from '../about.ts';
import { usePolled } from '../api.ts';
import { ProblemNote } from '../problem-note.tsx';
import { NoPortals } from './no-portals.tsx';
import { PortalCard } from './portal-card.tsx';
import classes from './portals.module.css';
import { usePortalsWords } from './portals-words.ts';

const POLL_MS = 5000;

/** The portals that have installed the application. */
export const PortalsView = () => {
  const words = usePortalsWords();
  const about = useAbout();
  return (
    <div className={classes.view}>
      <Title order={1}>{words.title}</Title>
      <p className={classes.help}>{words.lead}</p>
      {about === undefined ? <p role="status">{words.loading}</p> : <Portals about={about} />}
    </div>
  );
};

const Portals = ({ about: { mode, events } }: { readonly about: About }) => {
  const words = usePortalsWords();
  const isLocal = mode === 'local';
  const { value, error, reload } = usePolled<readonly InstalledPortal[]>('portals', isLocal ? POLL_MS : 0);
  return (
    <>
      {!isLocal && (
        <Button variant="default" onClick={reload}>
          {words.reload}
        </Button>
      )}
      {error !== undefined && <ProblemNote>{error}</ProblemNote>}
      {value === undefined && error === undefined && <p role="status">{words.loading}</p>}
      {value?.length === 0 && <NoPortals isLocal={isLocal} />}
      {value?.map((portal) => (
        <PortalCard key={portal.memberId} portal={portal} events={events} />
      ))}
    </>
  );
};
