import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { catalogue } from '../../lib/catalogue/index.ts';
import { overBudget, storedBudget, type Weights, weightsOf } from '../../lib/package/budget.ts';
import { buildFunctions } from '../../lib/package/build.ts';
import { ROOT } from './service.ts';

const ZIP_LIMIT = 60 * 1024;

const receivers = Object.values(catalogue)
  .filter(({ name, route }) => !route.startsWith('/app/') || name === 'OnAppTest')
  .map(({ route }) => route.slice(route.lastIndexOf('/') + 1));

let weights: Weights;

beforeAll(async () => {
  weights = weightsOf(await buildFunctions(), join(ROOT, 'dist'));
}, 60_000);

const onPurpose = 'What is heavier on purpose is stored by `npm run package -- --budget`, and committed.';

it('holds for what every function loads and for every zip', () => {
  expect(overBudget(weights, storedBudget()), onPurpose).toEqual([]);
});

it('has no zip of a receiver over 60 KB, even if stored', () => {
  const weighed = Object.keys(weights).filter((name) => receivers.includes(name.replace('queued/', '')));
  expect(weighed.length).toBeGreaterThan(receivers.length);
  const heavy = weighed.filter((directory) => (weights[directory]?.zip ?? 0) > ZIP_LIMIT);
  expect(heavy, onPurpose).toEqual([]);
});

describe('a budget', () => {
  const light = { bundle: 1_000, zip: 500, modules: 10, builtins: 3 };

  it.each([
    ['as heavy as allowed', light, []],
    ['lighter', { ...light, bundle: 1, modules: 1 }, []],
    ['a byte larger', { ...light, bundle: 1_001 }, ['a: bundle 1001, budget 1000']],
    ['a byte larger in its zip', { ...light, zip: 501 }, ['a: zip 501, budget 500']],
    [
      'of more modules',
      { ...light, modules: 11, builtins: 4 },
      ['a: modules 11, budget 10', 'a: builtins 4, budget 3'],
    ],
  ])('of a function that is %s', (_, weight, faults) => {
    expect(overBudget({ a: weight }, { a: light })).toEqual(faults);
  });

  it('is there for every function, and for none that is not', () => {
    expect(overBudget({ a: light }, { b: light })).toEqual([
      'a has no budget',
      'b has a budget and is not there',
    ]);
  });
});
