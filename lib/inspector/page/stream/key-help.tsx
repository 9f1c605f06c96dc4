import '@mantine/core/styles/Kbd.css';
import { Kbd } from '@mantine/core';
import classes from './stream-view.module.css';
import { useStreamWords } from './stream-words.ts';

export const KEY_HELP_ID = 'stream-keys';

const keys = {
  search: ['/'],
  pause: ['p'],
  move: ['↑', '↓', 'PgUp', 'PgDn'],
  ends: ['Home', 'End'],
  open: ['Enter'],
  keys: ['?'],
} as const;

const topics = ['search', 'pause', 'move', 'ends', 'open', 'keys'] as const satisfies (keyof typeof keys)[];

/** The keys, and what they do. */
export const KeyHelp = () => {
  const words = useStreamWords();
  return (
    <section id={KEY_HELP_ID} aria-label={words.keysTitle}>
      <dl className={classes.keys}>
        {topics.map((topic) => (
          <div key={topic}>
            <dt>
              {keys[topic].map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dt>
            <dd>{words.keyHelp[topic]}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
};
