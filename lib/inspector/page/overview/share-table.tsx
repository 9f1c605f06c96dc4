import type { ReactNode } from 'react';
import { numberOf } from '../format.ts';
import { useLanguage } from '../words.ts';
import type { Share } from './aggregate.ts';
import { partOf } from './figures.ts';
import { useOverviewWords } from './overview-words.ts';
import classes from './share-table.module.css';

type Props<Name extends string> = {
  readonly title: string;
  /** What the first column holds. */
  readonly of: string;
  readonly shares: readonly Share<Name>[];
  readonly show: (name: Name) => ReactNode;
};

/** How all events divide, with a bar for each part. */
export const ShareTable = <Name extends string>({ title, of, shares, show }: Props<Name>) => {
  const { count, share: part } = useOverviewWords();
  const [language] = useLanguage();
  return (
    <table className={classes.table}>
      <caption>{title}</caption>
      <thead>
        <tr>
          <th scope="col">{of}</th>
          <th scope="col">{count}</th>
          <th scope="col">{part}</th>
        </tr>
      </thead>
      <tbody>
        {shares.map(({ name, count: n, share }) => (
          <tr key={name}>
            <th scope="row">
              {show(name)}
              <span className={classes.bar} style={{ inlineSize: `${share * 100}%` }} />
            </th>
            <td>{numberOf(n, language)}</td>
            <td>{partOf(share, language)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};
