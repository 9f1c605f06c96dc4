import '@mantine/core/styles/Title.css';
import { Title } from '@mantine/core';
import { useDeferredValue, useMemo } from 'react';
import { FirstSteps } from '../first-steps.tsx';
import { useNow } from '../now.ts';
import { OutcomeBadge } from '../outcome-badge.tsx';
import { useRows } from '../rows.ts';
import { overviewOf } from './aggregate.ts';
import { AnswerChart } from './answer-chart.tsx';
import { Headlines } from './headlines.tsx';
import classes from './overview-view.module.css';
import { useOverviewWords } from './overview-words.ts';
import { RateChart } from './rate-chart.tsx';
import { ShareTable } from './share-table.tsx';

/** All rows summed up, and how the last minutes went. */
export const OverviewView = () => {
  const rows = useDeferredValue(useRows());
  const now = useNow(1000);
  const overview = useMemo(() => overviewOf(rows, now), [rows, now]);
  const texts = useOverviewWords();
  if (rows.length === 0) return <NothingYet />;
  return (
    <>
      <Heading />
      <Headlines overview={overview} />
      <div className={classes.figures}>
        <RateChart steps={overview.steps} />
        <AnswerChart steps={overview.steps} />
        <ShareTable
          title={texts.byOutcome}
          of={texts.outcome}
          shares={overview.byOutcome}
          show={(outcome) => <OutcomeBadge outcome={outcome} />}
        />
        <ShareTable
          title={texts.byEvent}
          of={texts.event}
          shares={overview.byEvent}
          show={(event) => event}
        />
      </div>
    </>
  );
};

const Heading = () => (
  <Title order={1} size="h3">
    {useOverviewWords().title}
  </Title>
);

const NothingYet = () => (
  <>
    <Heading />
    <p>{useOverviewWords().empty}</p>
    <FirstSteps />
  </>
);
