import { useMemo } from 'react';
import { useLanguage } from '../words.ts';
import { type Step, WINDOW } from './aggregate.ts';
import { ChartFigure, type StepLine } from './chart-figure.tsx';
import { figureOf } from './figures.ts';
import { useOverviewWords } from './overview-words.ts';

/** Events per second over the last minutes. */
export const RateChart = ({ steps }: { readonly steps: readonly Step[] }) => {
  const texts = useOverviewWords();
  const [language] = useLanguage();
  const lines = useMemo(
    (): readonly StepLine[] => [
      { label: texts.line.rate, color: 'blue', filled: true, of: ({ perSecond }) => perSecond },
    ],
    [texts],
  );
  const all = steps.reduce((sum, { events }) => sum + events, 0);
  const most = figureOf(Math.max(...steps.map(({ perSecond }) => perSecond)), language);
  return (
    <ChartFigure
      title={texts.perSecond}
      label={texts.perSecondLabel(WINDOW / 60, all, most)}
      steps={steps}
      lines={lines}
    />
  );
};
