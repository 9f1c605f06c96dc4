import { useHotkeys } from '@mantine/hooks';
import { hrefOf } from '../routes.ts';
import { useRows } from '../rows.ts';
import classes from './event-view.module.css';
import { useEventWords } from './event-words.ts';

const STREAM = hrefOf({ view: 'stream' });

/** The ways to the stream and to the events beside this one; by keyboard as in mail: `j` to older ones, `k` back. */
export const Neighbours = ({ seq }: { readonly seq: number }) => {
  const texts = useEventWords();
  const rows = useRows();
  const older = hrefTo(rows.findLast((row) => row.seq < seq)?.seq);
  const newer = hrefTo(rows.find((row) => row.seq > seq)?.seq);
  // By the place of the key, so that it is the same in a Russian layout.
  const options = { usePhysicalKeys: true };
  useHotkeys([
    ['j', () => go(older), options],
    ['k', () => go(newer), options],
    ['Escape', () => go(STREAM), options],
  ]);
  return (
    <nav className={classes.ways} aria-label={texts.ways}>
      <a href={STREAM} className={classes.way} aria-keyshortcuts="Escape">
        ← {texts.all} <kbd aria-hidden>Esc</kbd>
      </a>
      <Way href={older} hotkey="j" text={texts.older} />
      <Way href={newer} hotkey="k" text={texts.newer} />
    </nav>
  );
};

type WayProps = { readonly href: string | undefined; readonly hotkey: string; readonly text: string };

/** Without a way the word stays, so that nothing moves under the pointer. */
const Way = ({ href, hotkey, text }: WayProps) =>
  href === undefined ? (
    <span className={classes.noWay}>{text}</span>
  ) : (
    <a href={href} className={classes.way} aria-keyshortcuts={hotkey}>
      {text} <kbd aria-hidden>{hotkey}</kbd>
    </a>
  );

const hrefTo = (seq: number | undefined): string | undefined =>
  seq === undefined ? undefined : hrefOf({ view: 'event', seq });

const go = (href: string | undefined): void => {
  if (href !== undefined) window.location.hash = href;
};
