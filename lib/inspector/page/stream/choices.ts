import type { Row } from '../../protocol.ts';
import { type Choosable, textIn } from './filter.ts';
import { addedTo } from './growth.ts';

/** A value that was seen, and what people call it. */
export type Choice = { readonly value: string; readonly label: string };

/**
 * Tells what there was to choose from in a stream so far, in the order of the names. When the stream goes on it looks at
 * what is new only; where it learns nothing, it answers with the same array.
 */
export const gathering = (of: Choosable): ((rows: readonly Row[]) => readonly Choice[]) => {
  let before: readonly Row[] = [];
  let labels = new Map<string, string>();
  let choices: readonly Choice[] = [];
  return (rows) => {
    const added = addedTo(before, rows);
    if (added === undefined) labels = new Map();
    const learnt = (added ?? rows).filter((row) => learns(labels, row, of)).length > 0;
    if (learnt || added === undefined) choices = inOrder(labels);
    before = rows;
    return choices;
  };
};

/** A portal is called by its domain as soon as an event has told it. */
const learns = (labels: Map<string, string>, row: Row, of: Choosable): boolean => {
  const value = textIn(row, of);
  const known = labels.get(value);
  const label = (of === 'portal' ? row.published?.portaldomain : undefined) ?? known ?? value;
  if (value === '' || label === known) return false;
  labels.set(value, label);
  return true;
};

const inOrder = (labels: ReadonlyMap<string, string>): readonly Choice[] =>
  [...labels]
    .map(([value, label]) => ({ value, label }))
    .sort((one, other) => collator.compare(one.label, other.label));

const collator = new Intl.Collator('en', { numeric: true });
