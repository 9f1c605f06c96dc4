import '@mantine/core/styles/Title.css';
import { Title } from '@mantine/core';
import { useMemo } from 'react';
import type uPlot from 'uplot';
import { clockOf } from '../clock.ts';
import { useLanguage } from '../words.ts';
import type { Step } from './aggregate.ts';
import { Chart } from './chart.tsx';
import classes from './chart-figure.module.css';
import type { Line } from './chart-options.ts';
import { figureOf } from './figures.ts';
import { useOverviewWords } from './overview-words.ts';

/** A line, and where its values come from. */
export type StepLine = Line & { readonly of: (step: Step) => number | null };

type Props = {
  readonly title: string;
  /** The chart in words. */
  readonly label: string;
  readonly steps: readonly Step[];
  /** The same as long as nothing has changed. */
  readonly lines: readonly StepLine[];
};

/** A chart of steps, and its figures as a table. */
export const ChartFigure = ({ title, label, steps, lines }: Props) => {
  const { time, figures } = useOverviewWords();
  const [language] = useLanguage();
  const look = useMemo(
    () => ({
      lines,
      time,
      timeOf: (seconds: number) => clockOf(seconds * 1000, language),
      valueOf: (value: number) => figureOf(value, language),
    }),
    [lines, time, language],
  );
  const data = useMemo(
    (): uPlot.AlignedData => [steps.map(({ from }) => from), ...lines.map(({ of }) => steps.map(of))],
    [steps, lines],
  );
  return (
    <section>
      <Title order={2} size="h5">
        {title}
      </Title>
      <Chart label={label} data={data} look={look} />
      <details>
        <summary>{figures}</summary>
        <Figures title={title} steps={steps} lines={lines} />
      </details>
    </section>
  );
};

const Figures = ({ title, steps, lines }: Omit<Props, 'label'>) => {
  const { time, events, quiet } = useOverviewWords();
  const [language] = useLanguage();
  const textOf = (value: number | null): string => (value === null ? '–' : figureOf(value, language));
  return (
    <>
      <p>{quiet}</p>
      <table className={classes.figures}>
        <caption>{title}</caption>
        <thead>
          <tr>
            {[time, events, ...lines.map(({ label }) => label)].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {steps
            .filter((step) => step.events > 0)
            .map((step) => (
              <tr key={step.from}>
                <th scope="row">{clockOf(step.from * 1000, language)}</th>
                <td>{textOf(step.events)}</td>
                {lines.map(({ label, of }) => (
                  <td key={label}>{textOf(of(step))}</td>
                ))}
              </tr>
            ))}
        </tbody>
      </table>
    </>
  );
};
