import { pathToFileURL } from 'node:url';
import type { Plugin } from 'rollup';

/** Takes for a module of lib/ what it exports when it is run here: data, in place of what makes them. */
export const evaluated = (module: string): Plugin => ({
  name: 'evaluated',
  load: async (path) => (path === module ? dataModule(await import(pathToFileURL(path).href)) : null),
});

/** An ES module that exports these data, with what is in there more than once written once. */
const dataModule = (exported: Readonly<Record<string, unknown>>): string => {
  const occurrences = new Map<string, number>();
  const count = (value: unknown): void => {
    if (!isContainer(value)) return;
    const json = JSON.stringify(value);
    const before = occurrences.get(json) ?? 0;
    occurrences.set(json, before + 1);
    if (before === 0) Object.values(value).forEach(count);
  };
  Object.values(exported).forEach(count);

  const shared = new Map<string, string>();
  const declarations: string[] = [];
  const print = (value: unknown): string => {
    const json = JSON.stringify(value);
    if (!isContainer(value)) return json;
    const name = shared.get(json);
    if (name !== undefined) return name;
    const text = Array.isArray(value)
      ? `[${value.map(print)}]`
      : `{${Object.entries(value).map(printField)}}`;
    if (occurrences.get(json) === 1) return text;
    declarations.push(`const shared${shared.size} = ${text};`);
    shared.set(json, `shared${shared.size}`);
    return `shared${shared.size - 1}`;
  };
  const printField = ([name, value]: [string, unknown]) => `${JSON.stringify(name)}: ${print(value)}`;
  const exports = Object.entries(exported).map(([name, value]) => `export const ${name} = ${print(value)};`);
  return [...declarations, ...exports].join('\n');
};

const isContainer = (value: unknown): value is object => typeof value === 'object' && value !== null;
