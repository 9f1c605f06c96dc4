import '@mantine/core/styles/Title.css';
import { Title } from '@mantine/core';
import { useMemo } from 'react';
import { useAbout } from '../about.ts';
import { useLanguage } from '../words.ts';
import { type Step, WINDOW } from './aggregate.ts';
import { ChartFigure, type StepLine } from './chart-figure.tsx';
import { figureOf } from './figures.ts';
import { useOverviewWords } from './overview-words.ts';

/** How long answers took over the last minutes. */
export const AnswerChart = ({ steps }: { readonly steps: readonly Step[] }) => {
  const texts = useOverviewWords();
  const isStack = useAbout()?.mode === 'stack';
  const [language] = useLanguage();
  const lines = useMemo(
    (): readonly StepLine[] => [
      { label: texts.line.median, color: 'blue', of: ({ median }) => median },
      { label: texts.line.p99, color: 'orange', dashed: true, of: ({ p99 }) => p99 },
    ],
    [texts],
  );
  if (isStack) return <Untold />;
  const answered = steps.filter(({ median }) => median !== null);
  const mostOf = (of: (step: Step) => number | null): string =>
    figureOf(Math.max(...answered.map((step) => of(step) ?? 0)), language);
  const label =
    answered.length === 0
      ? texts.noAnswers(WINDOW / 60)
      : texts.answersLabel(
          WINDOW / 60,
          mostOf(({ median }) => median),
          mostOf(({ p99 }) => p99),
        );
  return <ChartFigure title={texts.answers} label={label} steps={steps} lines={lines} />;
};

const Untold = () => {
  const { answers, untold } = useOverviewWords();
  return (
    <section>
      <Title order={2} size="h5">
        {answers}
      </Title>
      <p>{untold}</p>
    </section>
  );
};
