import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { JsonSchema } from './json-schema.ts';

/** Schemas of whole events by their CloudEvents type. */
export type EventSchemas = Readonly<Record<string, JsonSchema>>;

/** Texts by their path in the project. */
export type Files = Readonly<Record<string, string>>;

/** Where the schemas are, and those of the last release: paths in the project. */
export const SCHEMAS = 'docs/schemas/';
export const RELEASED = 'docs/schemas/released/';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

const schemaFiles = (directory: string): string[] =>
  existsSync(directory)
    ? readdirSync(directory)
        .filter((file) => /\.v\d+\.json$/.test(file))
        .toSorted()
    : [];

/** The schemas of a folder of the project; none if it does not exist. */
export const readSchemas = (folder: string, project = PROJECT): EventSchemas =>
  Object.fromEntries(
    schemaFiles(join(project, folder)).map((file) => [
      file.slice(0, -'.json'.length),
      JSON.parse(readFileSync(join(project, folder, file), 'utf8')),
    ]),
  );

/** A value as the text of a file. */
export const jsonFile = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** The files of schemas in a folder of the project. */
export const filesOf = (schemas: EventSchemas, folder: string): Files =>
  Object.fromEntries(
    Object.entries(schemas).map(([type, schema]) => [`${folder}${type}.json`, jsonFile(schema)]),
  );

const textOf = (file: string): string | undefined =>
  existsSync(file) ? readFileSync(file, 'utf8') : undefined;

/** Which of these files are not as they should be, and which schemas are there that no event has. */
export const staleFiles = (files: Files, project = PROJECT): string[] => [
  ...Object.keys(files).filter((path) => textOf(join(project, path)) !== files[path]),
  ...schemaFiles(join(project, SCHEMAS))
    .map((file) => `${SCHEMAS}${file}`)
    .filter((path) => !(path in files)),
];

/** Writes what is stale, and removes what no event has; says what. */
export const writeFiles = (files: Files, project = PROJECT): string[] => {
  const stale = staleFiles(files, project);
  for (const path of stale) {
    const text = files[path];
    if (text === undefined) rmSync(join(project, path));
    else write(join(project, path), text);
  }
  return stale;
};

const write = (file: string, text: string): void => {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
};

/** Makes these schemas those of the last release. */
export const writeReleased = (schemas: EventSchemas, version: string, project = PROJECT): void => {
  rmSync(join(project, RELEASED), { recursive: true, force: true });
  const files = { ...filesOf(schemas, RELEASED), [`${RELEASED}release.json`]: jsonFile({ version }) };
  for (const [path, text] of Object.entries(files)) write(join(project, path), text);
};
