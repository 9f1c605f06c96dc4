import '@mantine/core/styles/UnstyledButton.css';
import '@mantine/core/styles/Button.css';
import { Button } from '@mantine/core';
import { noFilters } from './filter.ts';
import { changeFilters } from './stream-state.ts';
import { useStreamWords } from './stream-words.ts';

/** Lets all rows pass again. */
export const ClearFilters = () => (
  <Button size="compact-sm" variant="light" onClick={() => changeFilters(noFilters)}>
    {useStreamWords().clear}
  </Button>
);
