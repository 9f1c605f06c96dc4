import type { CloudEvent } from '../events/cloud-event.ts';
import type { Publication } from '../publish/destination.ts';
import { type Contract, type EarlierVersion, sourceOf, versionOf } from '../schemas/contract.ts';
import type { DocComments } from './doc-comments.ts';
import type { JsonSchema } from './json-schema.ts';

/** One version of one event, with all that the documents say of it. */
export type EventVersion = Pick<EarlierVersion, 'type' | 'schema'> & {
  readonly name: string;
  /** EventBridge's `Source`. */
  readonly source: string;
  /** Names it in code: `OnSessionStartV1`. */
  readonly id: string;
  readonly isNewest: boolean;
  /** Of the event and of its `data`. */
  readonly comments: DocComments;
  /** As published. */
  readonly examples: readonly CloudEvent[];
};

/** What is known of the events beside their contracts. */
type Known = {
  /** Doc comments by name of the contract. */
  readonly comments: DocComments['fields'];
  readonly publications: readonly Publication[];
  /** The schemas of the last release by type. */
  readonly released: Readonly<Record<string, JsonSchema>>;
};

/** The versions of every event, the newest of each first. */
export const eventVersions = (contracts: readonly Contract[], known: Known): EventVersion[] =>
  contracts.flatMap((contract) =>
    [contract, ...(contract.earlier ?? [])].map((version) => {
      const { type, schema } = version;
      const { name } = contract;
      const isNewest = version === contract;
      return {
        ...{ name, type, schema, isNewest },
        source: sourceOf(contract),
        id: `${name}V${versionOf(type)}`,
        comments: isNewest ? commentsOf(known, name) : commentsIn(known.released[type] ?? {}),
        examples: examplesOf(known.publications, type),
      };
    }),
  );

/** Two samples may be the same event, as posted to two bindings. */
const examplesOf = (publications: readonly Publication[], type: string): CloudEvent[] => {
  const events = publications.map(({ event }) => event).filter((event) => event.type === type);
  return [...new Map(events.map((event) => [event.id, event])).values()];
};

const commentsOf = ({ comments }: Known, name: string): DocComments => comments[name] ?? commentsIn({});

/**
 * The descriptions of a schema of an event. An earlier version has its comments from there: its own type is gone,
 * and it stays as it was released.
 */
const commentsIn = ({ description, properties = {} }: JsonSchema): DocComments => ({
  text: description ?? '',
  fields: fieldComments(properties['data'] ?? {}),
});

const fieldComments = ({ properties = {}, items }: JsonSchema): DocComments['fields'] =>
  items
    ? fieldComments(items)
    : Object.fromEntries(
        Object.entries(properties).map(([name, field]) => [
          name,
          { text: field.description ?? '', fields: fieldComments(field) },
        ]),
      );

/** The example that shows the most of what an event has; what is unmapped shows nothing of it. */
export const fullestExample = ({ examples }: Pick<EventVersion, 'examples'>): CloudEvent | undefined => {
  const lengthOf = ({ data: { unmapped, ...fields } }: CloudEvent): number => JSON.stringify(fields).length;
  return examples.toSorted((one, other) => lengthOf(other) - lengthOf(one))[0];
};
