import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CloudEvent } from '../../../lib/events/cloud-event.ts';
import { portalOf, routingIdsOf } from '../../../lib/events/cloud-event.ts';
import { consumerOf, curlOf, patternOf, policyOf } from '../../../lib/inspector/page/event/snippets.ts';
import { parseJson } from '../../../lib/local/eventbridge/json.ts';
import { matchesEvent, parseEventPattern } from '../../../lib/local/eventbridge/pattern.ts';
import { publications } from '../../consumer/patterns-events.ts';
import { formOf } from '../../samples.ts';
import { errorsIn } from './event-compiler.ts';

type Published = { readonly name: string; readonly source: string; readonly event: CloudEvent };

const rowOf = ({ name, event }: Published) => ({ event: name, ...routingIdsOf(event.data) });

/** As EventBridge gives it to a rule. */
const envelopeOf = ({ name, source, event }: Published): string =>
  JSON.stringify({ source, 'detail-type': name, resources: [event.source], detail: event });

const matches = (pattern: string, publication: Published): boolean => {
  const envelope = parseJson(envelopeOf(publication));
  return matchesEvent(parseEventPattern(pattern), envelope as { readonly [name: string]: never });
};

describe('the pattern of a rule', () => {
  it.each(
    publications.map((each) => [`${each.name} ${each.event.subject ?? portalOf(each.event)}`, each] as const),
  )('for %s matches it, and no other event', (_, publication) => {
    const pattern = patternOf(rowOf(publication));
    expect(matches(pattern, publication)).toBe(true);
    const others = publications.filter(({ name }) => name !== publication.name);
    expect(others.filter((other) => matches(pattern, other))).toStrictEqual([]);
  });

  it('names the event, its connector and its line', () => {
    expect(
      JSON.parse(patternOf({ event: 'OnSessionStart', connector: 'livechat', line: 128 })),
    ).toStrictEqual({
      source: ['bitrix24.imopenlines'],
      'detail-type': ['OnSessionStart'],
      detail: { data: { connector: { id: ['livechat'] }, line: { id: [128] } } },
    });
  });

  it('says why there is none for an event of a newer release', () => {
    expect(patternOf({ event: 'OnSomething' })).toMatch(/^The filter's event "OnSomething" is not one of /);
  });
});

describe('the filter policy of a subscription', () => {
  it('names the event, its connector and its line', () => {
    expect(JSON.parse(policyOf({ event: 'OnSessionStart', connector: 'livechat', line: 128 }))).toStrictEqual(
      {
        event: ['OnSessionStart'],
        connector: ['livechat'],
        line: [{ numeric: ['=', 128] }],
      },
    );
  });

  it('says why there is none for what SNS cannot match', () => {
    expect(policyOf({ event: 'OnSessionStart', connector: 'a"b' })).toMatch(/^SNS does not match "a\\"b"/);
  });
});

describe('the consumer of an event', () => {
  it('shows the fields that the event has', () => {
    const data = {
      connector: { id: 'livechat' },
      chat: { externalId: '7' },
      message: {
        direction: 'outgoing',
        text: '[b]Hi[/b]',
        system: false,
        files: [{ id: 1 }],
        params: { a: '1' },
      },
      unmapped: { ref: '1' },
    };
    expect(
      consumerOf('OnOpenLineMessageAdd', data),
    ).toBe(`import { lambdaHandler, route, toPlainText } from 'b24bus/consumer';

export const handler = lambdaHandler(
  route(
    {
      OnOpenLineMessageAdd: ({ id, portal, data }) => {
        console.log(id, portal, {
          connectorId: data.connector?.id,
          chatExternalId: data.chat.externalId,
          messageDirection: data.message.direction,
          messageText: toPlainText(data.message.text ?? ''),
          messageSystem: data.message.system,
        });
      },
    },
    (event) => console.log('not for us:', event.name, event.time),
  ),
);
`);
  });

  it('type-checks for every event', () => {
    const snippets = publications.map(({ name, event }) => consumerOf(name, event.data) ?? 'none');
    const misspelt = "import { lambdaHandlers } from 'b24bus/consumer';";
    expect(errorsIn([...snippets, misspelt])).toStrictEqual([
      `'"b24bus/consumer"' has no exported member named 'lambdaHandlers'. Did you mean 'lambdaHandler'?`,
    ]);
  }, 60_000);

  it('is not made for an event of a newer release', () => {
    expect(consumerOf('OnSomething', {})).toBeUndefined();
    expect(consumerOf('constructor', {})).toBeUndefined();
  });
});

/** What a shell makes of a command: the parameters of `curl`. */
const parametersOf = (command: string): string[] => {
  const script = `curl() { printf '%s\\0' "$@"; }\n${command}`;
  const env = { ...process.env, TOKEN: 'secret' };
  return execFileSync('sh', ['-c', script], { env, encoding: 'utf8' }).split('\0').slice(0, -1);
};

describe('the command line', () => {
  const url = '/events/on-session-start';
  const method = 'POST';
  const origin = 'http://127.0.0.1:3000';
  const MASK = encodeURIComponent('••••••');

  it('posts the body again, with the token of the shell', () => {
    const form = formOf('seed-session-start').replace(/(application_token%5D=)[^&]+/, `$1${MASK}`);
    expect(parametersOf(curlOf({ method, url, form }, origin) ?? '')).toStrictEqual([
      '-i',
      `${origin}${url}`,
      '--data-raw',
      form.replace(MASK, 'secret'),
    ]);
  });

  it.each([
    ['in the middle', `a=1&auth[application_token]=${MASK}&b=2`, 'a=1&auth[application_token]=secret&b=2'],
    ['at the start', `auth%5bapplication_token%5d=${MASK}&b=2`, 'auth%5bapplication_token%5d=secret&b=2'],
    ['alone', 'auth[application_token]=x', 'auth[application_token]=secret'],
    ['missing', 'a=1', 'a=1'],
    ['missing in a body that is empty', '', ''],
    ['of another key', `xauth[application_token]=${MASK}`, `xauth[application_token]=${MASK}`],
  ])('puts in a token %s', (_, form, sent) => {
    expect(parametersOf(curlOf({ method, url, form }, origin) ?? '').at(-1)).toBe(sent);
  });

  it('is the same to the shell whatever has been posted', () => {
    const text = fc.string({ unit: fc.constantFrom(...`'"\\$\`!(){};&|<> \n=a%5B`) });
    fc.assert(
      fc.property(text, text, (form, query) => {
        const [, address, , body] = parametersOf(
          curlOf({ method, url: `${url}?${query}`, form }, origin) ?? '',
        );
        expect([address, body]).toStrictEqual([`${origin}${url}?${query}`, form]);
      }),
      { numRuns: 50 },
    );
  });

  it('keeps the method that was refused', () => {
    const command = curlOf({ method: 'PUT', url, form: 'a=1' }, origin) ?? '';
    expect(parametersOf(command)).toStrictEqual(['-i', '-X', 'PUT', `${origin}${url}`, '--data-raw', 'a=1']);
  });

  it('is not made of a body that is no form', () => {
    expect(curlOf({ method, url }, origin)).toBeUndefined();
  });
});
