import '@mantine/core/styles/UnstyledButton.css';
import '@mantine/core/styles/Button.css';
import '@mantine/core/styles/Input.css';
import '@mantine/core/styles/Combobox.css';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { memo, useEffect, useMemo, useState } from 'react';
import { outcomes, type Row, type RowOutcome } from '../../protocol.ts';
import { useOutcomeWords } from '../outcome-badge.tsx';
import { type Choice, gathering } from './choices.ts';
import { activeFilters, type Choosable, choosable } from './filter.ts';
import { readAhead } from './search.ts';
import { changeFilters, useStream } from './stream-state.ts';
import classes from './stream-view.module.css';
import { useStreamWords } from './stream-words.ts';

export const SEARCH_ID = 'stream-search';
const CHOICES_ID = 'stream-choices';

/** The search, and a filter for each column; in a narrow window they open with a button. */
export const StreamFilters = ({ rows }: { readonly rows: readonly Row[] }) => {
  const words = useStreamWords();
  const active = activeFilters(useStream().filters);
  const [open, setOpen] = useState(false);
  return (
    <div className={classes.filters}>
      <Search rows={rows} />
      <Button
        className={classes.opener}
        size="xs"
        variant="default"
        aria-expanded={open}
        aria-controls={CHOICES_ID}
        onClick={() => setOpen(!open)}
      >
        {words.filters(active)}
      </Button>
      <div id={CHOICES_ID} className={classes.choices} data-open={open}>
        <TextFilter of="at" />
        {choosable.map((of) => (
          <ChoiceFilter key={of} of={of} rows={rows} />
        ))}
        <TextFilter of="chat" />
        <SlownessFilter />
      </div>
    </div>
  );
};

const Search = ({ rows }: { readonly rows: readonly Row[] }) => {
  const words = useStreamWords();
  const { filters } = useStream();
  const [reading, setReading] = useState<readonly Row[]>();
  useEffect(() => {
    const left = new AbortController();
    if (reading) readAhead(reading, left.signal);
    return () => left.abort();
  }, [reading]);
  return (
    <TextInput
      id={SEARCH_ID}
      className={classes.search}
      size="xs"
      type="search"
      aria-label={words.search}
      aria-keyshortcuts="/"
      placeholder={words.search}
      value={filters.search}
      onChange={({ currentTarget }) => changeFilters({ search: currentTarget.value })}
      onFocus={() => setReading(rows)}
      onBlur={() => setReading(undefined)}
    />
  );
};

const TextFilter = memo(({ of }: { readonly of: 'at' | 'chat' }) => {
  const words = useStreamWords();
  const { filters } = useStream();
  return (
    <TextInput
      size="xs"
      aria-label={words.columns[of]}
      placeholder={words.any[of]}
      value={filters[of]}
      onChange={({ currentTarget }) => changeFilters({ [of]: currentTarget.value })}
    />
  );
});

/** Milliseconds; a portal slows down for a handler that takes seconds. */
const SLOW = [50, 200, 1000] as const;

const SlownessFilter = memo(() => {
  const words = useStreamWords();
  const { filters } = useStream();
  return (
    <NativeSelect
      size="xs"
      aria-label={words.columns.took}
      data={[
        { value: '', label: words.any.took },
        ...SLOW.map((ms) => ({ value: String(ms), label: words.orMore(ms) })),
      ]}
      value={filters.took}
      onChange={({ currentTarget }) => changeFilters({ took: currentTarget.value })}
    />
  );
});

const ChoiceFilter = ({ of, rows }: { readonly of: Choosable; readonly rows: readonly Row[] }) => {
  const gather = useMemo(() => gathering(of), [of]);
  return <ChoiceSelect of={of} choices={gather(rows)} />;
};

type ChoiceSelectProps = { readonly of: Choosable; readonly choices: readonly Choice[] };

const ChoiceSelect = memo(({ of, choices }: ChoiceSelectProps) => {
  const words = useStreamWords();
  const outcomeWords = useOutcomeWords();
  const chosen = useStream().filters[of];
  // What was chosen stays in the list when its last row has left the stream.
  const gone = chosen !== '' && choices.every(({ value }) => value !== chosen);
  const labelled = [...choices, ...(gone ? [{ value: chosen, label: chosen }] : [])].map(
    ({ value, label }) => ({
      value,
      label: isOutcome(value) && of === 'outcome' ? outcomeWords[value] : label,
    }),
  );
  return (
    <NativeSelect
      size="xs"
      aria-label={words.columns[of]}
      data={[{ value: '', label: words.any[of] }, ...labelled]}
      value={chosen}
      onChange={({ currentTarget }) => changeFilters({ [of]: currentTarget.value })}
    />
  );
});

const isOutcome = (value: string): value is RowOutcome => outcomes.some((outcome) => outcome === value);
