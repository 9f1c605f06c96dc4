import '@mantine/core/styles/UnstyledButton.css';
import '@mantine/core/styles/Button.css';
import { Button } from '@mantine/core';
import { useAbout } from '../about.ts';
import { PlayButton } from '../play-button.tsx';
import { hrefOf } from '../routes.ts';
import classes from './welcome.module.css';
import { useWelcomeWords } from './welcome-words.ts';

/** The first sight of the product: what it does, and the next click. */
export const Welcome = () => {
  const words = useWelcomeWords();
  const mode = useAbout()?.mode;
  return (
    <div className={classes.welcome}>
      <h1 className={classes.title}>{words.title}</h1>
      <h2 className={classes.waiting}>{words.waiting}</h2>
      <p className={classes.what}>{words.what}</p>
      <Way />
      {mode === 'local' && <FirstEvent />}
      {mode === 'stack' && <NextEvent />}
    </div>
  );
};

const Way = () => {
  const words = useWelcomeWords();
  const stations = [words.portal, words.b24bus, words.bus];
  return (
    <ol className={classes.way} aria-label={words.way}>
      {stations.map(({ name, does }) => (
        <li key={name}>
          <strong>{name}</strong>
          <span>{does}</span>
        </li>
      ))}
    </ol>
  );
};

const FirstEvent = () => {
  const words = useWelcomeWords();
  return (
    <>
      <div className={classes.actions}>
        <Button component="a" href={hrefOf({ view: 'send' })}>
          {words.send}
        </Button>
        <PlayButton />
      </div>
      <p className={classes.terminalHint}>{words.orTerminal}</p>
      <pre className={classes.terminal}>
        {`npm run send -- OnSessionStart\n`}
        {`curl ${window.location.origin}/events/on-session-start --data-binary @test/wire/seed-session-start.form`}
      </pre>
    </>
  );
};

const NextEvent = () => {
  const words = useWelcomeWords();
  return (
    <>
      <p>{words.stack}</p>
      <p>
        <a href={hrefOf({ view: 'portals' })}>{words.portals}</a>
      </p>
    </>
  );
};
