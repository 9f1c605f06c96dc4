import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  filesOf,
  RELEASED,
  readSchemas,
  SCHEMAS,
  staleFiles,
  writeFiles,
} from '../../lib/documents/files.ts';
import { release } from '../../lib/documents/release.ts';

const started = 'com.bitrix24.imopenlines.session.started.v1';
const finished = 'com.bitrix24.imopenlines.session.finished.v1';

const schema = { type: 'object', properties: { id: { type: 'string' } } };

const files = {
  ...filesOf({ [started]: schema, [finished]: schema }, SCHEMAS),
  [`${SCHEMAS}asyncapi.json`]: '{}\n',
  'docs/events.md': '# Events\n',
};

let project: string;

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'b24bus-'));
});
afterEach(() => rmSync(project, { recursive: true }));

describe('npm run schemas', () => {
  it('writes everything into an empty project, and then nothing', () => {
    expect(staleFiles(files, project)).toEqual(Object.keys(files));
    expect(writeFiles(files, project)).toEqual(Object.keys(files));
    expect(staleFiles(files, project)).toEqual([]);
    expect(writeFiles(files, project)).toEqual([]);
    expect(readSchemas(SCHEMAS, project)).toEqual({ [started]: schema, [finished]: schema });
  });

  it('finds what was changed by hand, and mends it', () => {
    writeFiles(files, project);
    writeFileSync(join(project, 'docs/events.md'), '# My events\n');
    expect(staleFiles(files, project)).toEqual(['docs/events.md']);
    expect(writeFiles(files, project)).toEqual(['docs/events.md']);
    expect(readFileSync(join(project, 'docs/events.md'), 'utf8')).toBe('# Events\n');
  });

  it('removes the schema of an event that is gone, and nothing else', () => {
    writeFiles(files, project);
    writeFileSync(join(project, SCHEMAS, 'mine.json'), '{}');
    const others = Object.fromEntries(Object.entries(files).filter(([path]) => !path.includes(started)));
    expect(staleFiles(others, project)).toEqual([`${SCHEMAS}${started}.json`]);
    writeFiles(others, project);
    expect(readdirSync(join(project, SCHEMAS))).toEqual(['asyncapi.json', `${finished}.json`, 'mine.json']);
  });
});

describe('npm run schemas -- --release', () => {
  it('keeps the schemas of the release, and its version', () => {
    expect(release({ [started]: schema }, '0.1.0', project)).toEqual([]);
    expect(readSchemas(RELEASED, project)).toEqual({ [started]: schema });
    expect(readFileSync(join(project, RELEASED, 'release.json'), 'utf8')).toBe(
      '{\n  "version": "0.1.0"\n}\n',
    );
  });

  it('replaces those of the release before', () => {
    const next = started.replace('v1', 'v2');
    release({ [started]: schema, [next]: {} }, '0.1.0', project);
    expect(release({ [next]: {}, [finished]: schema }, '0.2.0', project)).toEqual([]);
    expect(readdirSync(join(project, RELEASED))).toEqual([
      `${finished}.json`,
      `${next}.json`,
      'release.json',
    ]);
    expect(readFileSync(join(project, RELEASED, 'release.json'), 'utf8')).toContain('0.2.0');
  });

  it('writes nothing where it could break a consumer', () => {
    release({ [started]: schema }, '0.1.0', project);
    const breaking = release({ [started]: { ...schema, properties: {} } }, '0.2.0', project);
    expect(breaking.map(({ type, path }) => [type, path])).toEqual([[started, 'id']]);
    expect(readSchemas(RELEASED, project)).toEqual({ [started]: schema });
    expect(readFileSync(join(project, RELEASED, 'release.json'), 'utf8')).toContain('0.1.0');
  });
});
