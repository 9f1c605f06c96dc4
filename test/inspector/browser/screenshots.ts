/** Makes the pictures of docs/inspector anew: `node test/inspector/browser/screenshots.ts`. */
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { postForm, startLocalProcess } from '../../local-run.ts';
import { formOf } from '../../samples.ts';
import { openPage, startBrowser } from './browser.ts';

const folder = fileURLToPath(new URL('../../../docs/inspector/', import.meta.url));
mkdirSync(folder, { recursive: true });

const [browser, run] = await Promise.all([startBrowser(), startLocalProcess({ REDELIVERY: 'on' })]);

const json = (body: unknown): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

const act = (operation: string, body: unknown): Promise<Response> =>
  fetch(`${run.url}/_inspector/${operation}`, json(body));

const shoot = async (
  name: string,
  address: string,
  ready: (page: Page) => Promise<unknown>,
  options: BrowserContextOptions = {},
): Promise<void> => {
  const page = await openPage(browser, `${run.url}/${address}`, options);
  await ready(page);
  await page.screenshot({ path: `${folder}${name}.png` });
  await page.context().close();
};

const heading = (name: string | RegExp) => (page: Page) =>
  page.getByRole('heading', { level: 1, name }).waitFor();

try {
  await act('send', { event: 'OnAppInstall' });
  await act('send', { event: 'OnImConnectorMessageAdd', count: 120, rate: 30 });
  await act('play', {});
  await act('send', { event: 'OnSessionStart', set: [['data.DATA.connector.line_id', 'abc']] });
  const forged = formOf('seed-session-start').replace(
    /application_token%5D=\w+/,
    'application_token%5D=forged',
  );
  await postForm(run.url, '/events/on-session-start', forged);
  await shoot('stream', '', heading('Events'));
  await shoot('event', '#/event/128', heading(/^On/), { viewport: { width: 1280, height: 1000 } });
  await shoot('conversation', '#/conversations', async (page) => {
    await page.getByRole('link', { name: /^Anna/ }).click();
    await page.getByText(/Session (\d+ )?started/).waitFor();
  });
  await shoot(
    'send',
    '#/send/OnOpenLineMessageAdd',
    (page) => page.getByLabel('data.message.text').waitFor(),
    {
      colorScheme: 'dark',
    },
  );
  await shoot('queues', '#/queues', async (page) => {
    await page.getByRole('button', { name: /^Details of/ }).click();
    await page.getByText('Body, without its secrets').waitFor();
  });
  await shoot(
    'overview',
    '#/overview',
    (page) => page.getByText('OnImConnectorMessageAdd').first().waitFor(),
    {
      colorScheme: 'dark',
    },
  );
  await shoot('phone', '', heading('События'), {
    locale: 'ru',
    colorScheme: 'dark',
    viewport: { width: 390, height: 780 },
  });
} finally {
  await browser.close();
  await run.stop();
}
