import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Journal } from '../../lib/inspector/journal.ts';
import { type PageFiles, pageFiles } from '../../lib/inspector/page-files.ts';
import { createInspector } from '../../lib/inspector/server.ts';
import { listen, readBody, shutDown } from '../../lib/local/http.ts';
import { ask, follow } from './inspector-client.ts';

let directory: string;
const servers: Server[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'b24bus-page-'));
  await mkdir(join(directory, 'assets'));
  await writeFile(join(directory, 'index.html'), '<!doctype html><title>b24bus</title>');
  await writeFile(join(directory, 'assets/main-B1_x.js'), 'export {};');
  await writeFile(join(directory, 'assets/main-B1_x.css'), 'body {}');
  await writeFile(join(directory, 'outside.js'), 'secret');
});
afterAll(() => rm(directory, { recursive: true }));
afterEach(() => Promise.all(servers.splice(0).map(shutDown)));

/** Serves a page that has nothing to show yet; answers its URL. */
const serve = async (files: PageFiles, journal = new Journal()): Promise<string> => {
  const inspector = createInspector(
    {
      about: { run: '1', mode: 'stack', name: 'the stack b24bus-test', events: [] },
      journal,
      details: async () => undefined,
      queues: async () => ({ undelivered: [], quarantine: [] }),
      portals: () => Promise.reject(new Error('The table does not answer. Look at its name.')),
    },
    files,
  );
  const server = createServer(async (request, response) => {
    const body = await readBody(request);
    await inspector.serve(request, response, body);
  });
  servers.push(server);
  return `http://127.0.0.1:${await listen(server, 0)}`;
};

const built = () => serve(pageFiles(async () => directory));

describe('the page’s files', () => {
  test.each([
    ['/', 'text/html; charset=utf-8', 'no-store', '<!doctype html><title>b24bus</title>'],
    [
      '/assets/main-B1_x.js',
      'text/javascript; charset=utf-8',
      'public, max-age=31536000, immutable',
      'export {};',
    ],
    ['/assets/main-B1_x.css', 'text/css; charset=utf-8', 'public, max-age=31536000, immutable', 'body {}'],
  ])('are served: %s', async (path, type, caching, text) => {
    const answer = await ask(await built(), path);
    expect(answer).toMatchObject({
      status: 200,
      text,
      headers: {
        'content-type': type,
        'cache-control': caching,
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'content-security-policy':
          "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
      },
    });
  });

  test.each([
    '/assets/missing.js',
    '/assets/',
    '/assets/.hidden.js',
    '/assets/main-B1_x',
    '/assets/../outside.js',
    '/assets/..%2foutside.js',
    '/assets/%2e%2e/outside.js',
    '/assets/..%5coutside.js',
    '/assets//outside.js',
  ])('do not include %s', async (path) => {
    const answer = await ask(await built(), path);
    expect([answer.status, answer.headers['content-type']]).toEqual([404, 'application/problem+json']);
    expect(answer.text).not.toContain('secret');
  });

  test('are said to be on their way while they are built, and come then', async () => {
    const building = Promise.withResolvers<string>();
    const url = await serve(pageFiles(() => building.promise, 10));
    const early = await ask(url, '/');
    expect([early.status, early.headers['content-type']]).toEqual([503, 'text/html; charset=utf-8']);
    expect(early.text).toContain('<meta http-equiv="refresh" content="2">');
    building.resolve(directory);
    expect(await ask(url, '/')).toMatchObject({ status: 200 });
  });

  test('are waited for', async () => {
    const building = Promise.withResolvers<string>();
    const url = await serve(pageFiles(() => building.promise));
    const answer = ask(url, '/');
    building.resolve(directory);
    expect(await answer).toMatchObject({ status: 200 });
  });

  test('that cannot be built say why, and are built again when they are asked for again', async () => {
    let attempts = 0;
    const url = await serve(
      pageFiles(async () => {
        if (attempts++ === 0) throw new Error('There is no vite. Run npm ci.');
        return directory;
      }),
    );
    expect(await ask(url, '/')).toMatchObject({
      status: 500,
      text: 'There is no vite. Run npm ci.\nThen reload this page.\n',
    });
    expect(await ask(url, '/')).toMatchObject({ status: 200 });
  });
});

describe('the inspector of a deployed stack', () => {
  test('has nothing that changes anything', async () => {
    const answer = await ask(await built(), '/_inspector/play', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect([answer.status, JSON.parse(answer.text)]).toEqual([
      404,
      {
        title: 'There is no such thing here',
        status: 404,
        detail: 'Only a local run does this. Start one: npm start',
      },
    ]);
  });

  test('says why it cannot tell', async () => {
    const answer = await ask(await built(), '/_inspector/portals');
    expect([answer.status, JSON.parse(answer.text)]).toEqual([
      422,
      { title: 'It could not be done', status: 422, detail: 'The table does not answer. Look at its name.' },
    ]);
  });

  test('streams the newest 10,000 rows, and goes on from the row that was seen last', async () => {
    const journal = new Journal();
    const add = () => journal.add({ at: '2026-11-22T23:00:00.000Z', event: 'OnAppTest', outcome: 'refused' });
    for (let added = 0; added < 10_500; added++) add();
    const url = await serve(
      pageFiles(async () => directory),
      journal,
    );
    const all = await follow(url);
    const [live] = await all.after(10_001, async () => add()).then((rows) => rows.slice(-1));
    expect([all.rows[0]?.seq, live?.seq]).toEqual([501, 10_501]);
    all.stop();
    const again = await follow(url, 10_499);
    expect((await again.after(2, async () => undefined)).map(({ seq }) => seq)).toEqual([10_500, 10_501]);
    again.stop();
    const byHeader = await follow(url, 3, { 'last-event-id': '10500' });
    expect((await byHeader.after(1, async () => undefined)).map(({ seq }) => seq)).toEqual([10_501]);
    byHeader.stop();
  });
});
