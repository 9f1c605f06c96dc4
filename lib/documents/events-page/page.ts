import { filterPolicy } from '../../consumer/filter-policy.ts';
import { pattern } from '../../consumer/pattern.ts';
import type { DescribedEvent } from '../event-schema.ts';
import type { Sample } from '../samples.ts';
import { attributesTable } from './field-table.ts';
import { fenced } from './json-text.ts';
import { eventSection } from './section.ts';
import { DESTINATIONS, ENVELOPE, FAMILIES, INTRODUCTION, SUBSCRIBING, VERSIONS, WIRE } from './texts.ts';
import { outlineText } from './wire-outline.ts';

const EXAMPLE = { event: 'OnSessionStart', portal: 'a223c6b3710f85df22e9377d6c4f7553', line: 128 } as const;

/** docs/events.md: what is on the bus, event by event, for people. */
export const eventsPage = (events: readonly DescribedEvent[], samples: readonly Sample[]): string => {
  const newest = events.filter(({ version }) => version.isNewest);
  const [first] = newest;
  return `${[
    '<!-- Written by `npm run schemas`, from lib/schemas and test/wire: change those. -->',
    '# Events',
    INTRODUCTION,
    ...Object.entries(FAMILIES).flatMap(([source, title]) => contents(title, source, newest)),
    '## Around `data`',
    ENVELOPE,
    first ? attributesTable(first.schema) : '',
    DESTINATIONS,
    '## Subscribing',
    SUBSCRIBING,
    'The event pattern of a rule:',
    fenced(pattern(EXAMPLE)),
    'The filter policy of a subscription:',
    fenced(filterPolicy(EXAMPLE)),
    '## Versions',
    VERSIONS,
    '## On the wire',
    WIRE,
    fenced(outlineText(samples.map(({ body: { data, ...around } }) => around)), 'yaml'),
    ...newest.map((event) => eventSection(event, events, samples)),
  ].join('\n\n')}\n`;
};

const contents = (title: string, source: string, events: readonly DescribedEvent[]): string[] => [
  title,
  [
    '| event | when |',
    '|---|---|',
    ...events
      .filter(({ version }) => version.source === source)
      .map(({ version: { name, comments } }) => `| [${name}](#${name.toLowerCase()}) | ${comments.text} |`),
  ].join('\n'),
];
