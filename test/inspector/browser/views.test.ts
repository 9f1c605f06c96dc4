import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LocalProcess, postForm, startLocalProcess } from '../../local-run.ts';
import { formOf } from '../../samples.ts';
import { noBrowser, openPage, scrollsSideways, startBrowser, violationsOf } from './browser.ts';

const titles = {
  '#/': { en: 'Events', ru: 'События' },
  '#/event/1': { en: 'OnSessionStart', ru: 'OnSessionStart' },
  '#/event/2': { en: 'OnSessionStart', ru: 'OnSessionStart' },
  '#/conversations': { en: 'Conversations', ru: 'Диалоги' },
  '#/overview': { en: 'Overview', ru: 'Обзор' },
  '#/queues': { en: 'Queues', ru: 'Очереди' },
  '#/portals': { en: 'Portals', ru: 'Порталы' },
  '#/send': { en: 'Send an event', ru: 'Отправить событие' },
} as const;

type Address = keyof typeof titles;

const addresses = Object.keys(titles) as Address[];

// Colours are the theme's, lengths the language's: two of the four combinations show all of both.
describe.skipIf(noBrowser).each([
  ['en', 'light'],
  ['ru', 'dark'],
] as const)('in %s, in a %s theme', (language, colorScheme) => {
  let browser: Browser;
  let run: LocalProcess;
  let page: Page;

  beforeAll(async () => {
    [browser, run] = await Promise.all([startBrowser(), startLocalProcess()]);
    const form = formOf('seed-session-start');
    await postForm(run.url, '/events/on-session-start', form);
    const invalid = form.replace(/line_id%5D=\d+/, 'line_id%5D=abc');
    expect((await postForm(run.url, '/events/on-session-start', invalid)).status).toBe(202);
    page = await openPage(browser, run.url, { locale: language, colorScheme });
  });

  afterAll(async () => {
    await browser.close();
    await run.stop();
  });

  const visit = async (address: Address): Promise<void> => {
    await page.goto(`${run.url}/${address}`);
    await page.getByRole('heading', { level: 1, name: titles[address][language] }).waitFor();
  };

  test.each(addresses)('axe finds nothing at %s', async (address) => {
    await page.setViewportSize({ width: 1280, height: 800 });
    await visit(address);
    expect(await violationsOf(page)).toEqual([]);
  });

  test.each(addresses)(
    'on a phone %s needs no scrolling sideways, and axe finds nothing',
    async (address) => {
      await page.setViewportSize({ width: 360, height: 740 });
      await visit(address);
      expect(await scrollsSideways(page)).toBe(false);
      expect(await violationsOf(page)).toEqual([]);
    },
  );

  test('the theme is the chosen one, and the page says its language', async () => {
    expect(await page.evaluate('document.documentElement.lang')).toBe(language);
    expect(await page.evaluate("document.documentElement.getAttribute('data-mantine-color-scheme')")).toBe(
      colorScheme,
    );
  });
});
