import { PlayButton } from '../play-button.tsx';
import { hrefOf } from '../routes.ts';
import classes from './send.module.css';
import { useSendWords } from './send-words.ts';

/** A whole conversation at a click. */
export const Play = () => {
  const words = useSendWords();
  return (
    <section className={classes.play}>
      <PlayButton />
      <p className={classes.help}>
        {words.playHelp} <a href={hrefOf({ view: 'conversations' })}>{words.toConversations}</a>
      </p>
    </section>
  );
};
