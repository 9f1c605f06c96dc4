import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { asyncApi } from '../../lib/documents/asyncapi.ts';
import type { DocComments } from '../../lib/documents/doc-comments.ts';
import { eventSchema } from '../../lib/documents/event-schema.ts';
import { type EventVersion, eventVersions } from '../../lib/documents/event-version.ts';
import { dataItself } from '../../lib/events/items.ts';
import { normalise } from '../../lib/events/normalise.ts';
import { publicationsOf } from '../../lib/publish/publications.ts';
import { contract } from '../../lib/schemas/contract.ts';
import { attributes } from '../../lib/schemas/envelope.ts';
import { integer, text } from '../../lib/schemas/fields.ts';

const v2 = 'com.bitrix24.app.counted.v2';
const v1 = 'com.bitrix24.app.counted.v1';

const OnCounted = contract({
  name: 'OnCounted',
  family: 'app',
  type: v2,
  schema: v.strictObject({ count: integer }),
  earlier: [
    {
      type: v1,
      schema: v.strictObject({ counts: v.array(v.strictObject({ count: text })) }),
      from: ({ count }) => ({ counts: [{ count: String(count) }] }),
    },
  ],
});

const comment = (said: string, fields: DocComments['fields'] = {}): DocComments => ({ text: said, fields });

const attributeComments = comment(
  '',
  Object.fromEntries([...Object.keys(attributes.entries), 'data'].map((name) => [name, comment(name)])),
);

/** What the pipeline publishes of a body where `versions` is `all`. */
const publications = normalise(
  {
    ...OnCounted,
    route: '/events/on-counted',
    items: dataItself,
    read: (wire) => wire.id('count', 'COUNT'),
  },
  {
    event: 'ONCOUNTED',
    ts: '1773759161',
    memberId: 'a223c6b3710f85df22e9377d6c4f7553',
    domain: undefined,
    status: undefined,
    token: undefined,
    data: { COUNT: '3' },
    body: {},
  },
  1_773_759_162_000,
).valid.flatMap(publicationsOf(OnCounted, 'all'));

const commentsOf = (fields: DocComments['fields']) => ({
  OnCounted: comment('Somebody has counted.', fields),
});

const released = {
  [v1]: {
    description: 'Somebody has counted, it was said.',
    properties: {
      data: {
        properties: {
          counts: {
            description: 'The counts.',
            items: { properties: { count: { description: 'The count, as text.' } } },
          },
        },
      },
    },
  },
};

const versions = eventVersions([OnCounted], {
  comments: commentsOf({ count: comment('The count.') }),
  publications,
  released,
});

const describedEvents = versions.map((version) => ({
  version,
  schema: eventSchema(version, attributeComments),
}));

describe('an event in two versions', () => {
  it('has a schema of each, with examples of its own', () => {
    expect(describedEvents.map(({ schema }) => schema)).toMatchObject([
      {
        $id: `urn:b24bus:event:${v2}`,
        title: 'OnCounted',
        description: 'Somebody has counted.',
        properties: {
          type: { const: v2 },
          dataschema: { const: `urn:b24bus:schema:${v2}` },
          data: {
            properties: { count: { description: 'The count.', type: 'integer', minimum: 0 } },
            required: ['count'],
          },
        },
        examples: [{ type: v2, data: { count: 3 } }],
      },
      {
        $id: `urn:b24bus:event:${v1}`,
        title: 'OnCounted',
        // Nobody keeps the doc comments of a type that is gone; what was released of it has them.
        description: 'Somebody has counted, it was said.',
        properties: {
          type: { const: v1 },
          data: {
            properties: {
              counts: {
                description: 'The counts.',
                type: 'array',
                items: { properties: { count: { description: 'The count, as text.', type: 'string' } } },
              },
            },
          },
        },
        examples: [{ type: v1, data: { counts: [{ count: '3' }] } }],
      },
    ]);
  });

  it('is told from the other by its id on the bus', () => {
    const ids = versions.flatMap(({ examples }) => examples.map(({ id }) => id));
    expect(new Set(ids).size).toBe(2);
  });

  it('has a message of each on both channels of the AsyncAPI document', () => {
    expect(asyncApi(describedEvents, '1.2.3')).toMatchObject({
      info: { version: '1.2.3' },
      channels: {
        bus: { messages: { OnCountedV1: { name: v1 }, OnCountedV2: { name: v2 } } },
        topic: { messages: { OnCountedV1: { name: v1 }, OnCountedV2: { name: v2 } } },
      },
    });
  });
});

describe('a field without a doc comment', () => {
  const withComments = (comments: DocComments['fields']): EventVersion[] =>
    eventVersions([OnCounted], { comments, publications, released: {} });

  const refusal = (version: EventVersion | undefined, comments = attributeComments): string => {
    try {
      return JSON.stringify(version && eventSchema(version, comments));
    } catch (fault) {
      return String(fault);
    }
  };

  it('is refused by its path', () => {
    const [newest] = withComments(commentsOf({}));
    expect(refusal(newest)).toBe(`Error: ${v2} has no doc comment in lib/schemas on: data.count`);
  });

  it('is refused as deep as it may be, with all others', () => {
    const [, earlier] = withComments(commentsOf({}));
    expect(refusal(earlier)).toBe(
      `Error: ${v1} has no doc comment in lib/schemas on: the event itself, data.counts, data.counts.count`,
    );
  });

  it('is refused among the attributes', () => {
    const [newest] = withComments(commentsOf({ count: comment('The count.') }));
    const { time, ...fields } = attributeComments.fields;
    expect(refusal(newest, comment('', fields))).toBe(
      `Error: ${v2} has no doc comment in lib/schemas on: time`,
    );
  });
});
