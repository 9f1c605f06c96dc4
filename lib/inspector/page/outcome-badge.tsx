import '@mantine/core/styles/Badge.css';
import { Badge } from '@mantine/core';
import type { RowOutcome } from '../protocol.ts';
import { words } from './words.ts';

const colors = {
  published: 'teal',
  stored: 'blue',
  quarantined: 'orange',
  undelivered: 'grape',
  refused: 'red',
} as const satisfies Record<RowOutcome, string>;

/** The outcomes in the chosen language. */
export const useOutcomeWords = words<Record<RowOutcome, string>>({
  en: {
    published: 'published',
    stored: 'stored',
    quarantined: 'quarantined',
    undelivered: 'undelivered',
    refused: 'refused',
  },
  ru: {
    published: 'опубликовано',
    stored: 'сохранено',
    quarantined: 'в карантине',
    undelivered: 'не доставлено',
    refused: 'отклонено',
  },
});

/** An outcome as a colour and a word. */
export const OutcomeBadge = ({ outcome }: { readonly outcome: RowOutcome }) => (
  <Badge variant="light" color={colors[outcome]} radius="sm" tt="none">
    {useOutcomeWords()[outcome]}
  </Badge>
);
