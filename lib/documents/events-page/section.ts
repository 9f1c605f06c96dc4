import type { EventDefinition } from '../../catalogue/definition.ts';
import { catalogue } from '../../catalogue/index.ts';
import type { EventFilter } from '../../consumer/event-filter.ts';
import { pattern } from '../../consumer/pattern.ts';
import { type CloudEvent, portalOf, routingIdsOf } from '../../events/cloud-event.ts';
import { inEventBridge } from '../event-bridge.ts';
import type { DescribedEvent } from '../event-schema.ts';
import { fullestExample } from '../event-version.ts';
import type { Sample } from '../samples.ts';
import { dataTable } from './field-table.ts';
import { fenced } from './json-text.ts';
import { outlineText } from './wire-outline.ts';

/** The section of one event. */
export const eventSection = (
  { version, schema }: DescribedEvent,
  all: readonly DescribedEvent[],
  samples: readonly Sample[],
): string => {
  const { name, comments } = version;
  const example = fullestExample(version);
  return [
    `## ${name}`,
    comments.text,
    facts(version, all),
    dataTable(schema),
    ...(example ? [...patterns(name, example), 'On the bus:', fenced(inEventBridge(example, version))] : []),
    ...wireShapes(samples.filter(({ event }) => event === name)),
  ].join('\n\n');
};

const facts = ({ name, type, source }: DescribedEvent['version'], all: readonly DescribedEvent[]): string => {
  const definition = Object.values<EventDefinition>(catalogue).find((each) => each.name === name);
  const earlier = all.filter(({ version }) => version.name === name && !version.isNewest);
  return [
    `- type ${typeLink(type)}, source \`${source}\``,
    ...(definition ? [`- route \`${definition.route}\``] : []),
    ...earlier.map(({ version }) => `- earlier ${typeLink(version.type)}, where \`versions\` is \`all\``),
  ].join('\n');
};

const typeLink = (type: string): string => `[\`${type}\`](schemas/${type}.json)`;

const patterns = (name: string, example: CloudEvent): string[] => {
  const { connector, line } = routingIdsOf(example.data);
  const ids = { ...(connector !== undefined && { connector }), ...(line !== undefined && { line }) };
  const narrowed = ['portal', ...Object.keys(ids)];
  // Whether an event has a connector or a line is known here only while it runs.
  const patternOf = (filter: object): string => fenced(pattern(filter as EventFilter));
  return [
    'Pattern:',
    patternOf({ event: name }),
    `Of one ${narrowed.join(', ').replace(/, (\w+)$/, ' and $1')} only:`,
    patternOf({ event: name, portal: portalOf(example), ...ids }),
  ];
};

/** Samples of the same shape stand together, what was observed before what is documented. */
const wireShapes = (samples: readonly Sample[]): string[] => {
  if (samples.length === 0) return [];
  const byShape = Map.groupBy(
    samples.toSorted((one, other) => other.origin.localeCompare(one.origin)),
    ({ body }) => outlineText([{ data: body['data'] ?? '' }]),
  );
  return [
    `<details><summary>On the wire: ${byShape.size === 1 ? 'one shape' : `${byShape.size} shapes`} known</summary>`,
    ...[...byShape].flatMap(([outline, alike]) => [
      `${alike.map(sampleLabel).join(', ')}:`,
      fenced(outline, 'yaml'),
    ]),
    '</details>',
  ];
};

/** With the name that the event has there, if that is another one. */
const sampleLabel = ({ name, origin, event, body }: Sample): string => {
  const alias = body['event'] === event.toUpperCase() ? '' : `, \`${body['event']}\``;
  return `\`test/wire/${name}.json\` (${origin}${alias})`;
};
