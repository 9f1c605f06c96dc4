import { catalogue } from '../../lib/catalogue/index.ts';
import { type CloudEvent, routingIdsOf, serialise } from '../../lib/events/cloud-event.ts';
import { normalise } from '../../lib/events/normalise.ts';
import { envelopeOf } from '../../lib/form/envelope.ts';
import { healthEvent } from '../../lib/health/health-event.ts';
import { decodeForm } from '../../lib/middleware/decode.ts';
import type { Publication } from '../../lib/publish/destination.ts';
import { sourceOf, versionOf } from '../../lib/schemas/contract.ts';
import { eventOf, formOf, limits, publishedSamples } from '../samples.ts';
import { normalised } from '../unit/events/normalised.ts';
import { newPortal } from '../unit/portals/sample.ts';

/** Two portals. */
export const A = 'a223c6b3710f85df22e9377d6c4f7553';
export const B = 'b'.repeat(32);

const { OnImConnectorStatusDelete, OnSessionStart } = catalogue;

const sampleEvents = (sample: string, memberId = A): Publication[] => {
  const definition = catalogue[eventOf(sample) ?? 'OnAppTest'];
  const envelope = { ...envelopeOf(decodeForm(formOf(sample), limits)), memberId };
  const source = sourceOf(definition);
  return normalise(definition, envelope, 0).valid.map((valid) => ({
    ...valid,
    name: definition.name,
    source,
  }));
};

/** With something about it changed. */
export const changed = (publication: Publication, changes: Partial<CloudEvent>): Publication => {
  const event = { ...publication.event, ...changes };
  return { ...publication, event, json: serialise(event) };
};

const statusDeleted = (connector: string): Publication[] =>
  normalised(OnImConnectorStatusDelete, { connector, line: 7 }).valid.map((valid) => ({
    ...valid,
    name: OnImConnectorStatusDelete.name,
    source: sourceOf(OnImConnectorStatusDelete),
  }));

const health = { status: 'unhealthy', changedAt: 1_773_759_162_500, announced: false } as const;

/** One sample of each event. */
const oneOfEach = Object.values<string>(
  Object.fromEntries(publishedSamples.map((sample) => [eventOf(sample), sample])),
);

const startSeed = sampleEvents('seed-session-start');

/** Each event, and what is like one of them but for one thing, as the receivers publish it. */
const published: readonly Publication[] = [
  ...oneOfEach.flatMap((sample) => sampleEvents(sample)),
  healthEvent(newPortal(A), health, 1_773_759_163_000),
  ...startSeed,
  ...sampleEvents('session-start.code-custom-connector'),
  ...sampleEvents('seed-session-start', B),
  ...startSeed.map((start) => changed(start, { type: OnSessionStart.type.replace(/1$/, '2') })),
  ...statusDeleted('livechat2'),
  ...statusDeleted('канал/1'),
];

/** With an id for each, also where two are of the same sample. */
export const publications: readonly Publication[] = published.map((publication, index) =>
  changed(publication, { id: index.toString(16).padStart(32, '0') }),
);

export type Facts = {
  readonly name: string;
  readonly portal: 'A' | 'B';
  readonly version: number;
  readonly connector?: string;
  readonly line?: number;
};

export const factsOf = ({ name, event }: Publication): Facts => ({
  name,
  portal: event.source.endsWith(A) ? 'A' : 'B',
  version: versionOf(event.type),
  ...routingIdsOf(event.data),
});
