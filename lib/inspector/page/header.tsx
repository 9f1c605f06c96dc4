import { useEffect, useRef } from 'react';
import { useAbout } from './about.ts';
import { useAppWords } from './app-words.ts';
import classes from './header.module.css';
import { LanguageSwitch } from './language-switch.tsx';
import { hrefOf, type Route } from './routes.ts';
import { useConnection } from './rows.ts';
import { ThemeSwitch } from './theme-switch.tsx';

/** What the page is, what it looks at, and where one can go. */
export const Header = ({ route }: { readonly route: Route }) => {
  const about = useAbout();
  return (
    <header className={classes.header}>
      <div className={classes.top}>
        <p className={classes.brand}>
          <strong>b24bus</strong> <span className={classes.name}>{about?.name}</span>
        </p>
        <ConnectionState />
        <div className={classes.switches}>
          <LanguageSwitch />
          <ThemeSwitch />
        </div>
      </div>
      <Navigation route={route} local={about?.mode === 'local'} />
    </header>
  );
};

const ConnectionState = () => {
  const connection = useConnection();
  return (
    <p role="status" className={classes.connection} data-connection={connection}>
      {useAppWords().connection[connection]}
    </p>
  );
};

const views = ['stream', 'conversations', 'overview', 'queues', 'portals'] as const;

const Navigation = ({ route, local }: { readonly route: Route; readonly local: boolean }) => {
  const { views: label, view: titles } = useAppWords();
  const shown = route.view === 'event' ? 'stream' : route.view;
  const nav = useRef<HTMLElement>(null);
  // Where all do not fit, the one that is shown might not be seen.
  useEffect(() => {
    const link = nav.current?.querySelector(`[href="${hrefOf({ view: shown })}"]`);
    link?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [shown]);
  return (
    <nav ref={nav} aria-label={label} className={classes.nav}>
      {[...views, ...(local ? (['send'] as const) : [])].map((view) => (
        <a key={view} href={hrefOf({ view })} aria-current={view === shown ? 'page' : undefined}>
          {titles[view]}
        </a>
      ))}
    </nav>
  );
};
