import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { planFunctions, toServerless } from '../../lib/package/functions.ts';
import { table } from '../../lib/package/table.ts';

const start = { name: 'OnStart', family: 'lines', route: '/events/on-start', type: 'com.example.started.v1' };
const finish = {
  name: 'OnFinish',
  family: 'lines',
  route: '/events/on-finish',
  type: 'com.example.finished.v1',
};

const planned = {
  name: 'OnStart',
  entry: 'functions/lines/on-start.ts',
  directory: 'on-start',
  description: 'OnStart from Bitrix24 as com.example.started.v1',
  events: [{ httpApi: { method: '*', path: '/events/on-start' } }],
};

describe('planFunctions', () => {
  let root: string;

  const write = async (path: string) => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), '');
  };

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'b24bus-'));
  });

  afterEach(() => rm(root, { recursive: true }));

  it('pairs each event with the file in its family that is named after the last segment of its route', async () => {
    await write('functions/lines/on-start.ts');
    await write('functions/index.ts');
    expect(planFunctions([start], [], root)).toEqual([planned]);
  });

  it('pairs each schedule with its file in functions/schedule', async () => {
    await write('functions/schedule/sweep.ts');
    const sweep = {
      name: 'Sweep',
      directory: 'sweep',
      description: 'Sweeps',
      rate: 'rate(1 hour)',
      timeout: 60,
    } as const;
    expect(planFunctions([], [sweep], root)).toEqual([
      {
        name: 'Sweep',
        entry: 'functions/schedule/sweep.ts',
        directory: 'sweep',
        description: 'Sweeps',
        events: [
          {
            eventBridge: {
              schedule: 'rate(1 hour)',
              deadLetterQueueArn: { 'Fn::GetAtt': ['OperationsDeadLetterQueue', 'Arn'] },
            },
          },
        ],
        lifecycle: { timeout: 60 },
      },
    ]);
  });

  it('pairs each consumer of a queue with its file in functions/queue', async () => {
    await write('functions/queue/drink.ts');
    const drink = {
      name: 'Drink',
      directory: 'drink',
      description: 'Drinks',
      timeout: 60,
      role: 'DrinkRole',
      environment: 'drinkEnvironment',
    };
    const planned = planFunctions([], [drink], root);
    expect(toServerless(planned)).toEqual({
      Drink: {
        handler: 'dist/drink/index.handler',
        description: 'Drinks',
        package: { patterns: ['!**', 'dist/drink/index.mjs'] },
        events: [],
        role: 'DrinkRole',
        timeout: 60,
        // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of serverless.yml
        environment: '${self:custom.drinkEnvironment}',
      },
    });
  });

  it('lets what is posted to /app/ speak to portals, for as long as an HTTP API waits', async () => {
    await write('functions/lines/install.ts');
    const [install] = planFunctions([{ ...start, route: '/app/install' }], [], root);
    expect(install?.lifecycle).toEqual({ timeout: 29 });
  });

  it('names every event without a file and every file without an event', async () => {
    await write('functions/lines/on-start.ts');
    await write('functions/lines/on-strat.ts');
    expect(() => planFunctions([start, finish], [], root)).toThrow(
      new Error(
        'The catalogue and functions/ disagree:\n' +
          '  OnFinish has no function: functions/lines/on-finish.ts is missing\n' +
          '  functions/lines/on-strat.ts belongs to no event of the catalogue',
      ),
    );
  });

  it('refuses two events that would be built into one directory', async () => {
    await write('functions/lines/on-start.ts');
    await write('functions/chats/on-start.ts');
    expect(() =>
      planFunctions([start, { ...start, name: 'OnChatStart', family: 'chats' }], [], root),
    ).toThrow('OnChatStart would be built over another function in dist/on-start');
  });
});

describe('toServerless', () => {
  it('zips a function’s directory only', () => {
    expect(toServerless([planned])).toEqual({
      OnStart: {
        handler: 'dist/on-start/index.handler',
        description: 'OnStart from Bitrix24 as com.example.started.v1',
        package: { patterns: ['!**', 'dist/on-start/index.mjs'] },
        events: [{ httpApi: { method: '*', path: '/events/on-start' } }],
      },
    });
  });

  it('gives a function that speaks to portals its own role, time and environment', () => {
    expect(toServerless([{ ...planned, lifecycle: { timeout: 29 } }])['OnStart']).toMatchObject({
      role: 'LifecycleRole',
      timeout: 29,
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of serverless.yml
      environment: '${self:custom.lifecycleEnvironment}',
    });
  });

  it('has OnAppTest answer the paths that no event has', async () => {
    const root = await mkdtemp(join(tmpdir(), 'b24bus-'));
    await mkdir(join(root, 'functions/app'), { recursive: true });
    await writeFile(join(root, 'functions/app/on-start.ts'), '');
    const [test] = planFunctions([{ ...start, family: 'app', name: 'OnAppTest' }], [], root);
    expect(test?.events).toEqual([{ httpApi: { method: '*', path: '/events/on-start' } }, { httpApi: '*' }]);
    await rm(root, { recursive: true });
  });
});

describe('table', () => {
  it('aligns sizes in KB and ends with the number of functions and the sums', () => {
    expect(
      table(
        ['function', 'bundle KB', 'zip KB'],
        [
          ['OnStart', 262_249, 80_146],
          ['OnSessionFinish', 1_000, 51],
        ],
      ),
    ).toBe(
      [
        'function         bundle KB  zip KB',
        'OnStart              262.2    80.1',
        'OnSessionFinish        1.0     0.1',
        '2 functions          263.2    80.2',
        '',
      ].join('\n'),
    );
  });
});
