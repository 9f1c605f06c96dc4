import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { builtPage } from '../../../lib/inspector/build.ts';

const LIMIT = 150_000;

let directory: string;
let html: string;

beforeAll(async () => {
  directory = await builtPage();
  html = await readFile(join(directory, 'index.html'), 'utf8');
}, 120_000);

/** What the browser asks for before it shows anything. */
const linked = (): string[] =>
  [...html.matchAll(/<(?:script|link)\b[^>]*\b(?:src|href)="\/([^"]+)"/g)].map(([, path = '']) => path);

describe('the page', () => {
  it('loads less than 150 KB at first, compressed', async () => {
    const paths = ['index.html', ...linked()];
    expect(paths.filter((path) => path.endsWith('.js'))).not.toEqual([]);
    expect(paths.filter((path) => path.endsWith('.css'))).not.toEqual([]);
    const sizes = await Promise.all(
      paths.map(async (path) => gzipSync(await readFile(join(directory, path))).length),
    );
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(LIMIT);
  });

  it('has no script or style of another origin, and none between its own lines', () => {
    expect(html).not.toMatch(/https?:\/\/(?!www\.w3\.org\/2000\/svg)|<script(?![^>]*\bsrc=)|<style/);
  });

  it('is not built again while nothing has changed', async () => {
    const index = join(directory, 'index.html');
    const { ctimeMs } = await stat(index);
    await builtPage();
    expect((await stat(index)).ctimeMs).toBe(ctimeMs);
  });
});
