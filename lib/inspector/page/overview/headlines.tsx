import { numberOf } from '../format.ts';
import { useLanguage } from '../words.ts';
import type { Overview } from './aggregate.ts';
import { figureOf, partOf } from './figures.ts';
import classes from './headlines.module.css';
import { useOverviewWords } from './overview-words.ts';

/** The figures to know first; what is not known is left out. */
export const Headlines = ({ overview }: { readonly overview: Overview }) => {
  const texts = useOverviewWords();
  const [language] = useLanguage();
  const millisecondsOf = (value: number | null) =>
    value === null ? undefined : texts.milliseconds(figureOf(value, language));
  const published = overview.byOutcome.find(({ name }) => name === 'published')?.share ?? 0;
  const headlines: readonly (readonly [string, string | undefined])[] = [
    [texts.total, numberOf(overview.total, language)],
    [texts.rate, figureOf(overview.rate, language)],
    [texts.published, partOf(published, language)],
    [texts.median, millisecondsOf(overview.median)],
    [texts.p99, millisecondsOf(overview.p99)],
  ];
  return (
    <dl className={classes.headlines}>
      {headlines
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
};
