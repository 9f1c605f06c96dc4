import type { ReactNode } from 'react';
import type { Details, Row } from '../../protocol.ts';
import { ageOf, numberOf, timeOf } from '../format.ts';
import { useNow } from '../now.ts';
import { OutcomeBadge } from '../outcome-badge.tsx';
import { type Language, useLanguage } from '../words.ts';
import classes from './event-view.module.css';
import { useEventWords } from './event-words.ts';

/** Which event it is, what became of it, and where it comes from. */
export const EventHeading = ({ details: { row, wire } }: { readonly details: Details }) => {
  const texts = useEventWords();
  const [language] = useLanguage();
  const now = useNow(5000);
  const facts = factsOf(row, language, texts.milliseconds);
  return (
    <header>
      <h1 className={classes.title}>
        {row.event} <OutcomeBadge outcome={row.outcome} />
      </h1>
      {row.why !== undefined && <p className={classes.why}>{row.why}</p>}
      <dl className={classes.facts}>
        <Fact name={texts.facts.at}>
          <time dateTime={row.at}>{timeOf(row.at, language)}</time>, {ageOf(row.at, language, now)}
        </Fact>
        {facts.map(([fact, text]) => (
          <Fact key={fact} name={texts.facts[fact]}>
            {text}
          </Fact>
        ))}
        {wire && <Fact name={texts.facts.size}>{texts.bytes(wire.bytes)}</Fact>}
      </dl>
    </header>
  );
};

type FactName = 'took' | 'portal' | 'connector' | 'line' | 'chat';

const factsOf = (
  { took, portal, connector, line, chat }: Row,
  language: Language,
  milliseconds: (n: string) => string,
): (readonly [FactName, string])[] => {
  const facts: Readonly<Record<FactName, string | undefined>> = {
    took: took === undefined ? undefined : milliseconds(numberOf(took, language)),
    ...{ portal, connector, line: line?.toString(), chat },
  };
  return (Object.entries(facts) as [FactName, string | undefined][]).flatMap(([fact, text]) =>
    text === undefined ? [] : [[fact, text] as const],
  );
};

type FactProps = { readonly name: string; readonly children: ReactNode };

const Fact = ({ name, children }: FactProps) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);
