import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Refused } from './refusal.ts';

/** A file of the page as it is answered. */
export type PageFile = {
  readonly status: 200 | 500 | 503;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | string;
};

/** The page as it was built. */
export type PageFiles = {
  /** `/`, or a file below `/assets/`. @throws Refused if there is none. */
  read(pathname: string): Promise<PageFile>;
};

/** Milliseconds to wait for a build before saying so. */
const PATIENCE_MS = 10_000;

const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/**
 * Serves the page from where it is built.
 *
 * @param built says which directory that is, when it is there; asked by the first request, and again after a failure.
 */
export const pageFiles = (built: () => Promise<string>, patience = PATIENCE_MS): PageFiles => {
  let building: Promise<string> | undefined;
  const directory = async (): Promise<string> => {
    building ??= built();
    try {
      return await building;
    } catch (fault) {
      building = undefined;
      throw fault;
    }
  };
  return {
    read: async (pathname) => {
      const waited = new AbortController();
      const tired = sleep(patience, beingBuilt, { signal: waited.signal }).catch(() => beingBuilt);
      const found = await Promise.race([directory().catch(failed), tired]);
      waited.abort();
      return typeof found === 'string' ? fileIn(found, pathname) : found;
    },
  };
};

const failed = (fault: unknown): PageFile => ({
  status: 500,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: `${fault instanceof Error ? fault.message : String(fault)}\nThen reload this page.\n`,
});

const fileIn = async (directory: string, pathname: string): Promise<PageFile> => {
  const name = pathname === '/' ? 'index.html' : assetName(pathname);
  const type = contentTypes[extname(name)];
  const body = type && (await readFile(join(directory, name)).catch(() => undefined));
  if (type === undefined || !body) throw new Refused(404, 'The page has no such file. Reload it.');
  const caching = name === 'index.html' ? 'no-store' : 'public, max-age=31536000, immutable';
  return { status: 200, headers: { 'content-type': type, 'cache-control': caching }, body };
};

/** Assets are in one directory, whose names say all: nothing leads out of it. */
const assetName = (pathname: string): string => {
  const [, name] = /^\/assets\/(\w[\w.-]*)$/.exec(pathname) ?? [];
  if (name === undefined) throw new Refused(404, 'The page has no such file.');
  return join('assets', name);
};

const beingBuilt: PageFile = {
  status: 503,
  headers: { 'content-type': 'text/html; charset=utf-8', 'retry-after': '2' },
  body: `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta http-equiv="refresh" content="2">
<meta name="color-scheme" content="light dark"><title>b24bus</title></head>
<body><main><h1>The page is being built</h1><p>It loads by itself when it is there.</p>
<p lang="ru">Страница собирается и откроется сама.</p></main></body>
</html>
`,
};
