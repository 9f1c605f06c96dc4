import { OutcomeBadge } from '../outcome-badge.tsx';
import { ProblemNote } from '../problem-note.tsx';
import { hrefOf } from '../routes.ts';
import { useRows } from '../rows.ts';
import { answerOf, rowOf } from './answer.ts';
import classes from './send.module.css';
import { useSendWords } from './send-words.ts';
import type { Sending } from './sending.ts';

type SendOutcomeProps = { readonly sending: Sending };

/** What came of it, read out when it is there. */
export const SendOutcome = ({ sending }: SendOutcomeProps) => {
  const words = useSendWords();
  return (
    <>
      <div role="status">
        {sending.state === 'running' && <p>{words.sending}</p>}
        {sending.state === 'stopped' && <p>{words.stopped}</p>}
        {sending.state === 'answered' && <Said sending={sending} />}
      </div>
      {sending.state === 'failed' && <ProblemNote>{sending.problem}</ProblemNote>}
      {sending.state === 'answered' && (
        <details className={classes.answer} open>
          <summary>{words.answer}</summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys, too (axe) */}
          <pre tabIndex={0}>{answerOf(sending.report).text}</pre>
        </details>
      )}
    </>
  );
};

type SaidProps = { readonly sending: Extract<Sending, { state: 'answered' }> };

const Said = ({ sending: { event, after, report } }: SaidProps) => {
  const words = useSendWords();
  const { outcome, id, detail } = answerOf(report);
  const row = rowOf(useRows(), { event, after, id });
  return (
    <>
      {report.sent !== 1 && <p>{words.accepted(report.accepted, report.sent)}</p>}
      <p className={classes.said}>
        {outcome === undefined ? null : <OutcomeBadge outcome={outcome} />} {event} ·{' '}
        {words.status(report.status)}
      </p>
      {outcome !== undefined && <p>{words.meanings[outcome]}</p>}
      {detail !== undefined && <p lang="en">{detail}</p>}
      <p className={classes.links}>
        {row !== undefined && <a href={hrefOf({ view: 'event', seq: row.seq })}>{words.toRow}</a>}
        {outcome === 'quarantined' && <a href={hrefOf({ view: 'queues' })}>{words.toQuarantine}</a>}
      </p>
    </>
  );
};
