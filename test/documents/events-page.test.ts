import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { catalogue } from '../../lib/catalogue/index.ts';
import { filterPolicy } from '../../lib/consumer/filter-policy.ts';
import { pattern } from '../../lib/consumer/pattern.ts';
import { jsonText } from '../../lib/documents/events-page/json-text.ts';
import { outlineText } from '../../lib/documents/events-page/wire-outline.ts';
import { readSchemas, SCHEMAS } from '../../lib/documents/files.ts';
import { type Contract, sourceOf } from '../../lib/schemas/contract.ts';
import { contracts } from '../../lib/schemas/index.ts';
import { eventOf, publishedSamples, sampleNames } from '../samples.ts';

const page = readFileSync(new URL('../../docs/events.md', import.meta.url), 'utf8');

const schemas = readSchemas(SCHEMAS);

const events = Object.values<Contract>(contracts);

/** Texts of the sections, by heading. */
const sections = new Map(
  page
    .split(/^## /m)
    .slice(1)
    .map((text) => [text.slice(0, text.indexOf('\n')), text]),
);

const sectionOf = (name: string): string => sections.get(name) ?? '';

const jsonIn = (text: string): unknown[] =>
  [...text.matchAll(/```json\n([\s\S]*?)\n```/g)].map(([, json = '']) => JSON.parse(json) as unknown);

const fieldsIn = (text: string): string[] =>
  [...text.matchAll(/^\| `([\w.[\]]+)` \|/gm)].map(([, field = '']) => field);

describe('docs/events.md', () => {
  it('has a section of each event, and links that lead to them', () => {
    const links = [...page.matchAll(/\]\(#([\w-]+)\)/g)].map(([, anchor]) => anchor);
    expect(links.toSorted()).toEqual(events.map(({ name }) => name.toLowerCase()).toSorted());
    for (const { name, type } of events) {
      expect(sectionOf(name)).toContain(`](schemas/${type}.json)`);
      expect(sectionOf(name)).toContain(String(schemas[type]?.description));
    }
  });

  it('explains every attribute once', () => {
    const { properties = {} } = schemas[contracts.OnSessionStart.type] ?? {};
    const { data, ...attributes } = properties;
    expect(fieldsIn(sectionOf('Around `data`'))).toEqual(Object.keys(attributes));
  });

  it('explains the fields with their type and presence', () => {
    expect(sectionOf('OnOpenLineMessageAdd')).toContain(
      '| `message.direction` | `"incoming"` or `"outgoing"` | always |',
    );
    expect(sectionOf('OnOpenLineMessageAdd')).toContain(
      '| `message.files[].size` | integer | may be absent | Size',
    );
    expect(sectionOf('OnOpenLineMessageAdd')).toContain(
      '| `message.externalIds` | list of text | may be absent |',
    );
    expect(sectionOf('OnOpenLineMessageAdd')).toContain(
      '| `message.params` | text or object | may be absent |',
    );
    expect(sectionOf('OnSessionStart')).toContain(
      '| `session.closed` | boolean | always | Whether it is over.',
    );
    expect(sectionOf('AppHealthChanged')).toContain('| `health.problems` | list of objects | always |');
    expect(sectionOf('AppHealthChanged')).toContain('| `health.since` | date-time | always |');
  });

  test.each(events.map(({ name }) => name))(
    '%s has a pattern to copy, and an event as it is on the bus',
    (name) => {
      const [any, one, onTheBus] = jsonIn(sectionOf(name));
      const event = events.find((each) => each.name === name);
      expect(any).toEqual({ source: [event && sourceOf(event)], 'detail-type': [name] });
      expect(one).toMatchObject({
        ...Object(any),
        resources: ['urn:bitrix24:portal:a223c6b3710f85df22e9377d6c4f7553'],
      });
      expect(onTheBus).toMatchObject({
        'detail-type': name,
        source: event && sourceOf(event),
        detail: { type: event?.type },
      });
      expect(schemas[event?.type ?? '']?.examples).toContainEqual(Object(onTheBus)['detail']);
    },
  );

  it('narrows a pattern by connector and line where the event has them', () => {
    const detailOf = (name: string): unknown => Object(jsonIn(sectionOf(name))[1])['detail'];
    expect(detailOf('OnSessionFinish')).toEqual({
      data: { connector: { id: ['livechat'] }, line: { id: [128] } },
    });
    expect(detailOf('OnImConnectorLineDelete')).toEqual({ data: { line: { id: [107] } } });
    expect(detailOf('OnAppTest')).toBeUndefined();
  });

  it('shows how to subscribe with what the kit makes', () => {
    const filter = {
      event: 'OnSessionStart',
      portal: 'a223c6b3710f85df22e9377d6c4f7553',
      line: 128,
    } as const;
    expect(sectionOf('Subscribing')).toContain(
      "{ event: 'OnSessionStart', portal: 'a223c6b3710f85df22e9377d6c4f7553', line: 128 }",
    );
    expect(jsonIn(sectionOf('Subscribing'))).toEqual([pattern(filter), filterPolicy(filter)]);
  });

  it('names the route of each event that has one', () => {
    for (const { name, route } of Object.values(catalogue)) {
      expect(sectionOf(name)).toContain(`- route \`${route}\`\n`);
    }
    expect(sectionOf('AppHealthChanged')).not.toContain('- route');
  });

  it('shows each recorded sample in the section of its event, and what was made up nowhere', () => {
    const madeUp = ['edge.php-types', 'imconnector-message-add.unicode-special'];
    for (const sample of sampleNames) {
      const isShown = publishedSamples.includes(sample) && !madeUp.includes(sample);
      const shownIn = [...sections].flatMap(([name, text]) =>
        text.includes(`/${sample}.json`) ? [name] : [],
      );
      expect(shownIn, sample).toEqual(isShown ? [eventOf(sample)] : []);
    }
  });

  it('shows no token, neither its name nor its value', () => {
    expect(page).not.toMatch(/(access|refresh|application)_token|s6p6eclrvim6da22ft9ch94ekreb52lv/);
  });
});

describe('the outline of bodies', () => {
  test.each<[what: string, bodies: Parameters<typeof outlineText>[0], outline: string]>([
    [
      'texts by what they look like',
      [{ a: '12', b: 'x1', c: 'Y', d: '' }],
      'a: digits\nb: text\nc: Y or N\nd: empty',
    ],
    ['a scalar', ['107'], 'digits'],
    ['objects in objects', [{ a: { b: { c: '1' } } }], 'a:\n  b:\n    c: digits'],
    [
      'a list of objects',
      [{ list: { 0: { a: '1', b: { c: 'x' } } } }],
      'list:\n  - a: digits\n    b:\n      c: text',
    ],
    [
      'a list of texts, in PHP positions that may miss some',
      [{ ids: { 0: 'x', 2: '7' } }],
      'ids:\n  - digits or text',
    ],
    ['a list of lists', [{ rows: { 0: { 0: '1' } } }], 'rows:\n  - - digits'],
    [
      'what not all elements have',
      [{ list: { 0: { a: '1', b: '2' }, 1: { a: 'x' } } }],
      'list:\n  - a: digits or text\n    b?: digits',
    ],
    ['what not all bodies have', [{ a: '1' }, { b: '1' }], 'a?: digits\nb?: digits'],
    [
      'a list beside an object at the same place',
      [{ a: { 0: '1' } }, { a: { b: 'x' } }],
      'a:\n  b: text\n  - digits',
    ],
  ])('shows %s', (_, bodies, outline) => {
    expect(outlineText(bodies)).toBe(outline);
  });
});

describe('JSON for people', () => {
  it('stands on one line where it fits', () => {
    expect(jsonText({ line: { id: 128 }, ids: ['1', '2'], none: {}, text: '"' })).toBe(
      '{ "line": { "id": 128 }, "ids": ["1", "2"], "none": {}, "text": "\\"" }',
    );
  });

  it('is broken where it is too long, from the outside', () => {
    const long = 'x'.repeat(60);
    const text = jsonText({ one: { a: long }, two: [long, { b: [1, true, null] }] });
    expect(text.split('\n')).toEqual([
      '{',
      `  "one": { "a": "${long}" },`,
      `  "two": ["${long}", { "b": [1, true, null] }]`,
      '}',
    ]);
  });

  it('is the same value', () => {
    const values = Object.values(schemas);
    expect(values.length).toBeGreaterThan(0);
    for (const schema of values) expect(JSON.parse(jsonText(schema))).toEqual(schema);
  });
});
