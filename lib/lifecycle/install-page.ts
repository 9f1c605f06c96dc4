import type { Problem } from '../errors.ts';
import type { Answer } from '../middleware/answer.ts';
import type { PortalProblem } from '../portals/portal.ts';
import { russianCures, texts } from './install-texts.ts';
import { type Language, languageOf } from './installation.ts';
import type { SetUp } from './subscribe.ts';

/** Text that is markup already. */
class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (value: Html | readonly Html[] | string): string => {
  if (typeof value === 'string') return value.replace(/[&<>"']/g, (character) => entities[character] ?? '');
  return value instanceof Html ? value.text : value.map(({ text }) => text).join('');
};

const html = (literals: TemplateStringsArray, ...values: (Html | readonly Html[] | string)[]): Html =>
  new Html(literals.reduce((page, literal, index) => page + escaped(values[index - 1] ?? '') + literal));

/**
 * What a person sees who installs or opens the application: what was set up, and what needs attention. Calls
 * `BX24.installFinish()` unless the portal considers the application installed: the portal then loads this page anew,
 * and would do so for ever.
 */
export const installPage = (
  language: Language,
  { setUp, domain }: { readonly setUp?: SetUp; readonly domain: string | undefined },
): Answer => {
  const say = texts[language];
  const content = html`
    <h1>${say.installed}</h1>
    ${domain === undefined ? '' : html`<p>${say.portal}: <b>${domain}</b></p>`}
    ${setUp === undefined ? html`<p>${say.none}</p>` : report(language, setUp)}
    ${setUp === undefined || setUp.installed === true ? '' : finish}`;
  return page(200, language, say.installed, content);
};

/** What a person sees whose installation was refused or failed. */
export const problemPage = (
  lang: string | undefined,
  { title, message, status, reason }: Problem,
): Answer => {
  const language = languageOf(lang);
  const say = texts[language];
  const cure = language === 'ru' ? russianCures[reason ?? ''] : undefined;
  const content = html`
    <h1>${say.failed}</h1>
    ${cure === undefined ? '' : html`<p class="problem">${cure}</p><p>${say.details}</p>`}
    <p class="problem">${title}. ${message}</p>
    <p>${say.again}</p>`;
  return page(status, language, say.failed, content);
};

const report = (language: Language, { boundEvents, problems }: SetUp): Html => {
  const say = texts[language];
  const attention = html`<h2>${say.attention}</h2><ul>${problems.map((problem) => item(language, problem))}</ul>`;
  return html`
    <p>${say.bound(boundEvents.length)}</p>
    <ul class="events">${boundEvents.map((name) => html`<li>${name}</li>`)}</ul>
    ${problems.length === 0 ? '' : attention}`;
};

const item = (language: Language, { event, message, cure, code }: PortalProblem): Html => {
  const told = (language === 'ru' ? russianCures[code] : undefined) ?? cure;
  return html`<li class="problem">${event === undefined ? '' : html`<b>${event}</b>: `}${message} ${told}</li>`;
};

const finish = new Html(`
    <script src="https://api.bitrix24.com/api/v1/"></script>
    <script>BX24.init(function () { BX24.installFinish(); });</script>`);

const style = new Html(`<style>
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  main { max-width: 42rem; margin: 2rem auto; padding: 0 1rem; }
  h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; }
  .events { columns: 2 14rem; padding-left: 1.2rem; }
  .problem { border-left: 4px solid #c62828; padding: .25rem .75rem; margin: .5rem 0; list-style: none; }
</style>`);

const page = (statusCode: number, language: Language, title: string, content: Html): Answer => ({
  statusCode,
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    // The portal shows it in a frame; a self-hosted one may have any name.
    'content-security-policy': "frame-ancestors https:; base-uri 'none'; form-action 'none'",
  },
  body: html`<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>${style}</head>
<body><main>${content}
</main></body>
</html>
`.text,
});
