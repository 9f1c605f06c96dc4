import { timeOf } from '../format.ts';
import { OutcomeBadge } from '../outcome-badge.tsx';
import { hrefOf } from '../routes.ts';
import { useRows } from '../rows.ts';
import { useLanguage } from '../words.ts';
import classes from './send.module.css';
import { useSendWords } from './send-words.ts';

const SHOWN = 5;

/** The newest rows of the stream, newest first. */
export const LatestRows = () => {
  const words = useSendWords();
  const [language] = useLanguage();
  const latest = useRows().slice(-SHOWN).reverse();
  return (
    <section aria-label={words.latest} className={classes.latest}>
      <div className={classes.heading}>
        <h2>{words.latest}</h2>
        <a href={hrefOf({ view: 'stream' })}>{words.toStream}</a>
      </div>
      {latest.length === 0 && <p className={classes.help}>{words.nothingYet}</p>}
      <ol>
        {latest.map(({ seq, at, event, outcome }) => (
          <li key={seq}>
            <time dateTime={at}>{timeOf(at, language)}</time>
            <a href={hrefOf({ view: 'event', seq })}>{event}</a>
            <OutcomeBadge outcome={outcome} />
          </li>
        ))}
      </ol>
    </section>
  );
};
