import { describe, expect, it } from 'vitest';
import { documentOf } from '../../bench/document/document.ts';
import { targetsOf } from '../../bench/document/targets.ts';
import type { Results, Section } from '../../bench/results.ts';
import type { Mode } from '../../bench/runtime/session.ts';

const section = <Figures>(figures: Figures, loadBefore = 0.5): Section<Figures> => ({
  date: '2026-11-22T21:00:00.000Z',
  quick: false,
  machine: { cpu: 'a CPU', cores: 2, memoryGb: 24, kernel: '6.1', node: '24.0.0', loadBefore },
  figures,
});

const full: Mode = { protocol: 'plain', memory: undefined };
const small: Mode = { protocol: 'plain', memory: 256 };
const usual: Mode = { protocol: 'plain', memory: 512 };

const cold = (name: string, mode: Mode, walls: readonly number[]) => ({
  name,
  ...mode,
  wall: walls,
  cpu: walls,
  init: walls.map((wall) => wall / 2),
  first: walls.map((wall) => wall / 2),
});

const warm = (name: string, mode: Mode, p50: number, memory100 = 60) => ({
  ...{ name, ...mode, count: 2000, cpu: 1, memory100, logged: 1000 },
  ...{ p10: p50 - 0.5, p50, p90: p50 + 0.5, p99: p50 + 2 },
});

const runtime = section({
  client: 'aws-lambda-ric 4.0.2',
  throttle: 'a control group',
  rounds: 3,
  sizes: [
    { name: 'floor', bytes: 64, zipBytes: 182, versions: {} },
    { name: 'ours', bytes: 90_000, zipBytes: 61_440, versions: {} },
    { name: 'hono', bytes: 481_406, zipBytes: 151_836, versions: { hono: '4.13.19', zod: '4.6.7' } },
  ],
  cold: [full, usual, small].flatMap((mode) => [
    cold('floor', mode, [50, 40, 60]),
    cold('ours', mode, [90, 80, 100]),
    cold('ours-table', mode, [101, 101, 101]),
    cold('hono', mode, [230, 220, 240]),
  ]),
  warm: [full, usual].flatMap((mode) => [
    warm('floor', mode, 1),
    warm('ours', mode, 3),
    warm('ours-table', mode, 4, 80),
    warm('hono', mode, 5),
  ]),
  roundTrips: [
    { ...full, p50: 2, p99: 3 },
    { ...usual, p50: 2, p99: 3 },
  ],
  formBytes: 923,
  eventBytes: 700,
});

const results: Results = {
  runtime,
  curve: section([
    { types: 12, bytes: 90_000, zipBytes: 34_000, modules: 135 },
    { types: 200, bytes: 90_000, zipBytes: 34_000, modules: 135 },
  ]),
  load: section([
    {
      name: '1 sender',
      senders: 1,
      events: 1000,
      perSecond: 200,
      p50: 5,
      p99: 9,
      stored: 3,
      errors: 0,
      kinds: {},
      lost: 1,
    },
  ]),
};

describe('docs/performance.md', () => {
  it('says of each target whether it is met', () => {
    expect(targetsOf(results).map(({ what, measured, met }) => [what, measured, met])).toStrictEqual([
      ["cold start, full CPU, to the floor's; portal in the setting", '1.80 x', true],
      ["cold start, full CPU, to the floor's; portal in the table", '2.02 x', false],
      ["cold start, 256 MB, to the floor's; portal in the setting", '1.80 x', true],
      ["cold start, 256 MB, to the floor's; portal in the table", '2.02 x', false],
      ["warm p50 above the stub's round trip; portal in the setting", '1.00 ms', true],
      ["warm p99 above the stub's median round trip; portal in the setting", '3.00 ms', true],
      ['memory after 100 events; portal in the setting', '60.0 MB', true],
      ["warm p50 above the stub's round trip; portal in the table", '2.00 ms', false],
      ["warm p99 above the stub's median round trip; portal in the table", '4.00 ms', true],
      ['memory after 100 events; portal in the table', '80.0 MB', false],
      ['zip of a receiver', '60.0 KiB', true],
      ['growth of a bundle from 12 to 200 event types', '0 bytes', true],
      ['errors under load', '0', true],
      ['losses under load', '1', false],
    ]);
  });

  it('has the figures of each contestant, its ratio to the floor, and the spread of the rounds', () => {
    const { markdown } = documentOf(results);
    expect(markdown).toMatch(
      /\| Hono \+ qs \+ zod +\| +230 \| +220–240 \| +4\.60 \| 4\.00–5\.50 \| +115 \| +115 \|/,
    );
    expect(markdown).toMatch(
      /\| \*\*b24bus, portal in the setting\*\* +\| +1\.00 \| +3\.00 \| +3\.00 \| +2\.50–3\.50 \|/,
    );
    expect(markdown).toContain('- Hono + qs + zod: hono 4.13.19, zod 4.6.7');
  });

  it('has a chart for what was measured, and shows every chart that it has', () => {
    const { markdown, charts } = documentOf(results);
    expect(Object.keys(charts)).toStrictEqual([
      'cold-start.svg',
      'cold-start-256.svg',
      'warm.svg',
      'cost.svg',
    ]);
    const shown = [...markdown.matchAll(/\(performance\/([^)]+\.svg)\)/g)].map(([, file]) => file);
    expect(shown.toSorted()).toStrictEqual(Object.keys(charts).toSorted());
  });

  it('computes what a million events cost from what was measured at 512 MB', () => {
    const { markdown } = documentOf(results);
    // 1 ms warm, 88 ms cold for 1 %, 20 ms of the bus: 21.87 ms of half a GB.
    expect(markdown).toMatch(
      /\| HTTP API, direct, EventBridge +\| +1\.00 \| +0\.00 \| +0\.35 \| +1\.00 \| +0\.00 \| +0\.88 \| +3\.22 \|/,
    );
  });

  it('warns where the machine was busy', () => {
    const busy = { ...results, runtime: section(runtime.figures, 4) };
    expect(documentOf(results).markdown).not.toContain('The machine was busy');
    expect(documentOf(busy).markdown).toContain('load 4.0 before. **The machine was busy');
  });

  it('leaves out what was not measured', () => {
    const { markdown, charts } = documentOf({});
    expect(charts).toStrictEqual({});
    expect(markdown).not.toContain('performance/cold-start.svg');
    expect(markdown).not.toContain("## In Lambda's runtime");
    expect(markdown).toContain('## How it is measured');
  });
});
