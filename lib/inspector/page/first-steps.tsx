import { useAbout } from './about.ts';
import classes from './first-steps.module.css';
import { PlayButton } from './play-button.tsx';
import { hrefOf } from './routes.ts';
import { words } from './words.ts';

const useFirstStepsWords = words({
  en: { send: 'Send an event', wait: 'What a portal sends from now on appears here.' },
  ru: { send: 'Отправить событие', wait: 'То, что портал пришлёт с этого момента, появится здесь.' },
});

/** What one can do where nothing has come yet. */
export const FirstSteps = () => {
  const { send, wait } = useFirstStepsWords();
  const mode = useAbout()?.mode;
  if (mode !== 'local') return mode && <p>{wait}</p>;
  return (
    <div className={classes.steps}>
      <PlayButton />
      <a href={hrefOf({ view: 'send' })}>{send}</a>
    </div>
  );
};
