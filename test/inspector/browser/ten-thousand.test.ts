import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildQuery } from '../../../lib/bitrix24/query.ts';
import { nest } from '../../../lib/form/nest.ts';
import { pairsOf } from '../../../lib/form/pairs.ts';
import { setValue } from '../../../lib/local/templates.ts';
import { type LocalProcess, postForm, startLocalProcess } from '../../local-run.ts';
import { formOf } from '../../samples.ts';
import { noBrowser, openPage, startBrowser } from './browser.ts';

/** A body of many deleted messages, each of which becomes an event. */
const bodyOf = (first: number, count: number): string => {
  const body = nest(pairsOf(formOf('imconnector-message-delete.doc-2026')), { maxDepth: 16 });
  for (let index = 0; index < count; index++) {
    setValue(body, `data.MESSAGES.${index}.im.chat_id`, '1807');
    setValue(body, `data.MESSAGES.${index}.im.message_id`, String(first + index));
    setValue(body, `data.MESSAGES.${index}.message.id`, `e${first + index}`);
    setValue(body, `data.MESSAGES.${index}.chat.id`, 'channel');
  }
  return buildQuery(body);
};

const COUNT = 10_000;
const AT_ONCE = 100;

/** The longest time in which a page drew nothing, in milliseconds, while something was done. */
const longestFrame = async (page: Page, work: () => Promise<void>): Promise<number> => {
  await page.evaluate(`(() => {
    window.longest = 0;
    let last = performance.now();
    const tick = (now) => { window.longest = Math.max(window.longest, now - last); last = now; requestAnimationFrame(tick); };
    requestAnimationFrame(tick);
  })()`);
  await work();
  return page.evaluate<number>('window.longest');
};

describe.skipIf(noBrowser)('ten thousand events', () => {
  let browser: Browser;
  let run: LocalProcess;
  let page: Page;

  beforeAll(async () => {
    [browser, run] = await Promise.all([startBrowser(), startLocalProcess({ DESTINATIONS: 'eventbridge' })]);
    page = await openPage(browser, run.url);
    for (let sent = 0; sent < COUNT; sent += AT_ONCE) {
      const { status } = await postForm(
        run.url,
        '/events/on-im-connector-message-delete',
        bodyOf(sent, AT_ONCE),
      );
      expect([200, 202]).toContain(status);
    }
    await page.getByText('10,000 of 10,000 events').first().waitFor();
  }, 120_000);

  afterAll(async () => {
    await browser.close();
    await run.stop();
  });

  const rows = () => page.getByRole('grid').getByRole('row');

  test('are one table, of which only what is in sight is drawn', async () => {
    expect(await page.getByRole('grid').getAttribute('aria-rowcount')).toBe(String(COUNT + 1));
    expect(await rows().count()).toBeLessThan(100);
  });

  test('are scrolled, searched and walked through without the page standing still', async () => {
    const longest = await longestFrame(page, async () => {
      await page.getByRole('grid').hover();
      for (let turn = 0; turn < 20; turn++) await page.mouse.wheel(0, 5000);
      await page.getByLabel('Search in everything').pressSequentially('e4711');
      await expect.poll(() => rows().count()).toBeLessThan(5);
      await page.getByLabel('Search in everything').fill('');
      await page.getByRole('grid').focus();
      await page.keyboard.press('End');
      await page.keyboard.press('ArrowUp');
      await expect.poll(() => page.getByRole('row', { selected: true }).count()).toBe(1);
    });
    // A list that is drawn whole takes tens of seconds; what is drawn well takes a tenth of this on a busy machine.
    expect(longest).toBeLessThan(2000);
  });

  test('stay where they are read while more come in', async () => {
    await page.getByLabel('Search in everything').fill('e4711');
    await expect.poll(() => rows().count()).toBeLessThan(5);
    await postForm(run.url, '/events/on-im-connector-message-delete', bodyOf(COUNT, 1));
    await page
      .getByText(/of 10,000 events/)
      .first()
      .waitFor();
    await page.getByLabel('Search in everything').fill('');
    await page.getByRole('grid').getByText('channel').first().waitFor();
  });
});
