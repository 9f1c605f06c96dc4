/** What a receiver weighs in catalogues of made-up event types: nothing may grow with the number of types. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { bundleOptions } from '../lib/package/bundle.ts';
import { ROOT } from './measure.ts';
import { zipBytesOf } from './runtime/build.ts';

/** A receiver built in a catalogue of this many types. */
export type CurvePoint = {
  readonly types: number;
  readonly bytes: number;
  readonly zipBytes: number;
  /** Of our own and of packages, as far as something of them is in the bundle. */
  readonly modules: number;
};

const lib = (file: string): string => JSON.stringify(join(ROOT, 'lib', file));

const contractOf = (index: number): string => `
export const OnMadeUp${index} = /* @__PURE__ */ contract({
  name: 'OnMadeUp${index}',
  family: 'imopenlines',
  type: 'com.bitrix24.imopenlines.madeup${index}.happened.v1',
  schema: v.strictObject({
    connector,
    line,
    chat: v.strictObject({ id: integer, madeUp${index}: v.exactOptional(text) }),
    user: v.exactOptional(user),
    unmapped: v.exactOptional(unmapped),
  }),
});`;

const rowOf = (index: number): string => `
export const OnMadeUp${index} = /* @__PURE__ */ defineEvent(contracts.OnMadeUp${index}, {
  route: '/events/on-made-up-${index}',
  items: /* @__PURE__ */ itemsUnder('DATA'),
  read: readSessionStart,
});`;

/** The modules of a catalogue, as lib/ has them: the contracts of a family, its rows, and the function of the first. */
const sourcesOf = (types: number): Readonly<Record<string, string>> => {
  const indices = Array.from({ length: types }, (_, index) => index);
  return {
    'package.json': '{"sideEffects":false}',
    'lib/schemas/contracts.ts': `
      import * as v from 'valibot';
      import { contract } from ${lib('schemas/contract.ts')};
      import { integer, text, unmapped } from ${lib('schemas/fields.ts')};
      import { connector, line, user } from ${lib('schemas/parts.ts')};
      ${indices.map(contractOf).join('\n')}`,
    'lib/catalogue/catalogue.ts': `
      import { readSessionStart } from ${lib('events/imopenlines.ts')};
      import { itemsUnder } from ${lib('events/items.ts')};
      import { defineEvent } from ${lib('catalogue/definition.ts')};
      import * as contracts from '../schemas/contracts.ts';
      ${indices.map(rowOf).join('\n')}`,
    'functions/function.ts': `
      import { receive } from ${lib('middleware/receive.ts')};
      import { OnMadeUp0 } from '../lib/catalogue/catalogue.ts';
      export const handler = await receive(OnMadeUp0);`,
  };
};

const pointOf = async (types: number, scratch: string): Promise<CurvePoint> => {
  const directory = join(scratch, String(types));
  for (const [file, text] of Object.entries(sourcesOf(types))) {
    mkdirSync(join(directory, dirname(file)), { recursive: true });
    writeFileSync(join(directory, file), text);
  }
  const outfile = join(directory, 'index.mjs');
  const { outExtension: _, ...options } = bundleOptions;
  const { metafile } = await build({
    ...options,
    sourcemap: false,
    absWorkingDir: ROOT,
    nodePaths: [join(ROOT, 'node_modules')],
    entryPoints: [join(directory, 'functions/function.ts')],
    outfile,
  });
  const [output] = Object.values(metafile.outputs);
  const inputs = Object.values(output?.inputs ?? {});
  const bundle = readFileSync(outfile);
  return {
    types,
    bytes: bundle.length,
    zipBytes: zipBytesOf(bundle, 'index.mjs'),
    modules: inputs.filter(({ bytesInOutput }) => bytesInOutput > 0).length,
  };
};

/** Builds OnSessionStart's like in catalogues of 12, 50 and 200 types. */
export const measureCurve = async (): Promise<CurvePoint[]> => {
  const scratch = mkdtempSync(join(tmpdir(), 'b24bus-bench-curve-'));
  try {
    return await Promise.all([12, 50, 200].map((types) => pointOf(types, scratch)));
  } finally {
    rmSync(scratch, { recursive: true });
  }
};
