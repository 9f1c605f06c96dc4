import '@mantine/core/styles/Input.css';
import '@mantine/core/styles/SegmentedControl.css';
import '@mantine/core/styles/FloatingIndicator.css';
import { SegmentedControl, TextInput } from '@mantine/core';
import type { Terms } from './draft.ts';
import classes from './send.module.css';
import { useSendWords } from './send-words.ts';

type RepetitionProps = { readonly terms: Terms; readonly onTerms: (terms: Terms) => void };

/** Once, or how many and how fast. */
export const Repetition = ({ terms, onTerms }: RepetitionProps) => {
  const words = useSendWords();
  return (
    <div className={classes.repetition}>
      <SegmentedControl
        fullWidth
        aria-label={words.howOften}
        value={terms.isRepeated ? 'repeatedly' : 'once'}
        onChange={(often) => onTerms({ ...terms, isRepeated: often === 'repeatedly' })}
        data={[
          { value: 'once', label: words.once },
          { value: 'repeatedly', label: words.repeatedly },
        ]}
      />
      {terms.isRepeated && (
        <div className={classes.numbers}>
          <NumberOf
            label={words.count}
            least={1}
            step={1}
            value={terms.count}
            onChange={(count) => onTerms({ ...terms, count })}
          />
          <NumberOf
            label={words.rate}
            description={words.rateHelp}
            least={0}
            step="any"
            value={terms.rate}
            onChange={(rate) => onTerms({ ...terms, rate })}
          />
        </div>
      )}
    </div>
  );
};

type NumberOfProps = {
  readonly label: string;
  readonly description?: string;
  readonly least: number;
  readonly step: number | 'any';
  readonly value: number;
  readonly onChange: (value: number) => void;
};

/** The browser sees to it that nothing is sent as long as it is no such number. */
const NumberOf = ({ least, value, onChange, ...others }: NumberOfProps) => (
  <TextInput
    {...others}
    type="number"
    required
    withAsterisk={false}
    min={least}
    value={Number.isNaN(value) ? '' : value}
    inputWrapperOrder={['label', 'input', 'description']}
    onChange={({ currentTarget }) => onChange(currentTarget.valueAsNumber)}
  />
);
