import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { catalogue } from '../../lib/catalogue/index.ts';
import { bodyMaker, drivenEvents } from './bodies.ts';
import { play } from './run.ts';
import { plainClient } from './runtime-client.ts';
import { findsLoss } from './self-test.ts';
import { type Stage, startStage } from './stage/stage.ts';

const families: ReadonlyMap<string, string> = new Map(
  drivenEvents.map((name) => {
    const { route, family } = catalogue[name];
    return [route.slice(route.lastIndexOf('/') + 1), family];
  }),
);

let stage: Stage;
let make: Awaited<ReturnType<typeof bodyMaker>>;

// The functions as they are in the source: the bundles run in `npm run chaos`.
beforeAll(async () => {
  make = await bodyMaker();
  stage = await startStage(
    {
      taskRoot: fileURLToPath(new URL('../..', import.meta.url)),
      handlerOf: (directory) => `functions/${families.get(directory) ?? 'queue'}/${directory}.ts.handler`,
      client: plainClient(),
    },
    1,
  );
}, 60_000);

afterAll(() => stage.close());

test('finds out a bus that delivers nothing of a call that it has accepted', {
  timeout: 60_000,
}, async () => {
  expect(await findsLoss(stage, make)).toBe(true);
});

test('has everything on the bus once after bus, queue and table were down', { timeout: 60_000 }, async () => {
  const down = (['eventbridge', 'sqs', 'dynamodb'] as const).map((service) => ({
    service,
    fault: 'error' as const,
  }));
  const scenario = { name: 'all down', weight: 0, phases: [{ rules: down }], limit: 40_000 };
  const { account, replayed } = await play(stage, scenario, 12, make);
  const { sent, accepted, refused, onTheBus, lost, misnamed } = account;
  expect({ sent, accepted, refused, onTheBus, lost, misnamed, replayed }).toEqual({
    sent: 12,
    accepted: 0,
    refused: 12,
    onTheBus: 12,
    lost: [],
    misnamed: [],
    replayed: 8,
  });
});
