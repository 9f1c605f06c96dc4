import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type LocalProcess, startLocalProcess } from '../../local-run.ts';
import { formOf } from '../../samples.ts';
import { faultsOf, noBrowser, openPage, startBrowser } from './browser.ts';

/** Of a browser on a busy machine; most need a tenth of it. */
const PATIENCE = { timeout: 60_000 };

describe.skipIf(noBrowser)('somebody new', PATIENCE, () => {
  let browser: Browser;
  let run: LocalProcess;
  let page: Page;
  let faults: string[];

  beforeAll(async () => {
    browser = await startBrowser();
  });

  afterAll(() => browser.close());

  beforeEach(async () => {
    run = await startLocalProcess();
    page = await openPage(browser, run.url);
    faults = faultsOf(page);
  });

  afterEach(async () => {
    await page.context().close();
    await run.stop();
    expect(faults).toEqual([]);
  });

  const goTo = (view: string) => page.getByRole('navigation').getByRole('link', { name: view }).click();

  const send = async (event: string): Promise<void> => {
    await goTo('Send');
    await page.getByLabel('Event', { exact: true }).selectOption(event);
    await page.getByRole('button', { name: 'Send', exact: true }).click();
  };

  test('reads what it is, and sends the sample with two clicks', async () => {
    await expect.poll(() => page.getByRole('heading', { level: 1 }).textContent()).toBe('Events');
    expect(await page.getByRole('list', { name: 'The way of an event' }).textContent()).toContain('b24bus');
    await page.getByRole('link', { name: 'Send an event' }).click();
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByText('Every destination has accepted it').waitFor();
    await page.getByRole('link', { name: 'Look at the event' }).click();
    await page.getByRole('heading', { level: 1, name: 'OnSessionStart published' }).waitFor();
  });

  test('sees the seed sample in the stream within a second, opens it, and sees where each field comes from', async () => {
    const stream = await openPage(browser, run.url);
    await stream.getByText('live').waitFor();
    await goTo('Send');
    await page.getByLabel('Event', { exact: true }).selectOption('OnSessionStart');
    await page.getByText('Raw body', { exact: true }).click();
    await page.getByRole('textbox', { name: 'Raw body' }).fill(formOf('seed-session-start'));
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByText('Every destination has accepted it').waitFor();
    const row = stream.getByRole('row').filter({ hasText: 'OnSessionStart' });
    await row.waitFor({ timeout: 1000 });
    expect(await row.getByRole('gridcell').allTextContents()).toEqual([
      expect.stringMatching(/^\d\d:\d\d:\d\d\.\d{3}$/),
      'OnSessionStart',
      'some-domain.bitrix24.com',
      'livechat',
      expect.stringMatching(/128$/),
      '10585',
      'published',
      expect.stringMatching(/^\d+ ms$/),
    ]);
    await row.getByRole('link').click();
    const made = stream.getByRole('list', { name: 'What b24bus made of it' });
    await made.getByText('"linename"').waitFor();
    const origin = made.getByRole('button', { name: 'comes from data.DATA.0.user.name' });
    await origin.click();
    expect(await origin.getAttribute('aria-pressed')).toBe('true');
    const posted = stream.getByRole('list', { name: 'What the portal posted' });
    await posted.getByRole('button', { name: 'feeds data.line.name' }).waitFor();
    const whole = await posted.textContent();
    for (const secret of ['application_token', 'access_token', 'refresh_token'])
      expect(whole).toContain(`${secret} "••••••"`);
    await stream.context().close();
  });

  test('plays a conversation, and reads it as a chat', async () => {
    await page.getByRole('button', { name: 'Play a conversation' }).click();
    await goTo('Conversations');
    await page.getByRole('link', { name: /Anna/ }).click();
    const timeline = page.getByRole('list', { name: 'What happened' });
    await timeline.getByText(/Session (\d+ )?finished/).waitFor();
    const said = (await timeline.getByRole('listitem').allTextContents()).join('\n');
    const inOrder = [
      /Session (\d+ )?started/,
      /Hello! On Monday/,
      /Let me look it up/,
      /by Friday/,
      /arrives on Wednesday/,
      /edited/,
      /arrives on Thursday/,
      /Max, is there/,
      /deleted/,
      /Perfect, thank you/,
      /Session (\d+ )?finished/,
    ].map((text) => said.search(text));
    expect(inOrder).toEqual([...inOrder].sort((one, other) => one - other));
    expect(inOrder).not.toContain(-1);
    expect(await timeline.locator('del').textContent()).toBe('Max, is there another one in stock?');
  });

  test('finds an event that is not valid in quarantine, with its error at its place, and drops it', async () => {
    await goTo('Send');
    await page.getByLabel('Event', { exact: true }).selectOption('OnSessionStart');
    await page.getByLabel('data.line.id', { exact: true }).fill('abc');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByRole('link', { name: 'Look at the event' }).click();
    const posted = page.getByRole('list', { name: 'What the portal posted' });
    const wrong = posted
      .getByRole('listitem')
      .filter({ hasText: /^line_id|^id/ })
      .filter({ hasText: 'Error' });
    expect(await wrong.last().textContent()).toMatch(/abc.*Error.*line\.id/);
    await goTo('Queues');
    await page.getByText('not valid').waitFor();
    await page.getByRole('button', { name: /^Details of/ }).click();
    await page.getByText('Body, without its secrets').waitFor();
    await page.getByRole('button', { name: /^Drop/ }).click();
    await page.getByRole('button', { name: /Really drop/ }).click();
    await page.getByText('Nothing is held').waitFor();
  });

  test('filters and searches the stream, pauses it, and opens a row with the keyboard', async () => {
    for (const event of ['OnSessionStart', 'OnImConnectorMessageAdd', 'OnSessionFinish']) {
      await send(event);
      await page.getByText('Every destination has accepted it').waitFor();
      await page.getByText(`${event} · Status 200`).waitFor();
    }
    await goTo('Events');
    const rows = page.getByRole('grid').getByRole('row');
    await expect.poll(() => rows.count()).toBe(4);
    await page.getByLabel('Event', { exact: true }).selectOption('OnSessionFinish');
    await expect.poll(() => rows.count()).toBe(2);
    await page.getByText('1 of 3 events').first().waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.keyboard.press('/');
    await page.keyboard.type('com.bitrix24.imconnector');
    await expect.poll(() => rows.count()).toBe(2);
    await page.getByLabel('Search in everything').fill('no such text');
    await page.getByText('No event passes these filters.').waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).first().click();
    await page.getByRole('grid').focus();
    await page.keyboard.press('p');
    await page.getByRole('button', { name: /^Resume/ }).waitFor();
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: /^OnSessionStart/ }).waitFor();
  });

  test('sees that the local run has ended, and what comes after it has been started again', async () => {
    await send('OnSessionStart');
    await goTo('Events');
    await page.getByText('1 of 1 event').first().waitFor();
    await run.stop();
    await page.getByText('connection lost').waitFor();
    run = await startLocalProcess({ PORT: new URL(run.url).port });
    await page.getByText('live').waitFor();
    await page.getByRole('heading', { name: 'Waiting for an event' }).waitFor();
    await send('OnSessionFinish');
    await page.getByText('Every destination has accepted it').waitFor();
    faults = faults.filter((fault) => !fault.includes('net::ERR_'));
  });
});
