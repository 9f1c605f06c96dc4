import type { EventFilter } from '../../../consumer/event-filter.ts';
import { filterPolicy } from '../../../consumer/filter-policy.ts';
import { pattern } from '../../../consumer/pattern.ts';
import type { Shape } from '../../../consumer/shape.ts';
import { events } from '../../../consumer/shapes.ts';
import type { Row, Wire } from '../../protocol.ts';

type Routed = Pick<Row, 'event' | 'connector' | 'line'>;

/** The pattern of a rule that takes the event, and others of its kind, connector and line; in the words of why not. */
export const patternOf = (row: Routed): string => attempted(() => pattern(filterOf(row)));

/** The same for a subscription of the topic. */
export const policyOf = (row: Routed): string => attempted(() => filterPolicy(filterOf(row)));

/** The kit checks it when it runs; which event it is, only the row knows. */
const filterOf = ({ event, connector, line }: Routed): EventFilter => {
  const filter: object = { event, ...(connector && { connector }), ...(line && { line }) };
  return filter as EventFilter;
};

const attempted = (make: () => object): string => {
  try {
    return JSON.stringify(make(), null, 2);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

/** A consumer for the event, which shows the fields that this one has; undefined for an event of a newer release. */
export const consumerOf = (name: string, data: object): string | undefined => {
  const shape = Object.hasOwn(events, name) ? events[name as keyof typeof events][2] : undefined;
  if (shape === undefined || !isFields(shape)) return undefined;
  const fields = expressionsOf(shape, data, 'data');
  const imported = fields.some(({ code }) => code.startsWith('toPlainText')) ? ', toPlainText' : '';
  const shown = fields.map((field) => `          ${field.name}: ${field.code},`);
  return [
    `import { lambdaHandler, route${imported} } from 'b24bus/consumer';`,
    '',
    'export const handler = lambdaHandler(',
    '  route(',
    '    {',
    `      ${name}: ({ id, portal${fields.length > 0 ? ', data' : ''} }) => {`,
    ...(shown.length > 0
      ? ['        console.log(id, portal, {', ...shown, '        });']
      : ['        console.log(id, portal);']),
    '      },',
    '    },',
    "    (event) => console.log('not for us:', event.name, event.time),",
    '  ),',
    ');',
    '',
  ].join('\n');
};

type Expression = { readonly name: string; readonly code: string };

type Fields = { readonly [field: string]: Shape };

const isFields = (shape: Shape): shape is Fields => typeof shape === 'object' && !Array.isArray(shape);

/** The plain values of an event's data, as a consumer writes them: `data.session?.id`. */
const expressionsOf = (shape: Fields, data: object, code: string, prefix = ''): Expression[] =>
  Object.entries(shape).flatMap(([spelt, inner]) => {
    const field = spelt.replace('?', '');
    const value: unknown = Reflect.get(data, field);
    if (value === undefined || inner === 'verbatim' || inner === 'unmapped') return [];
    const name = prefix === '' ? field : `${prefix}${field.charAt(0).toUpperCase()}${field.slice(1)}`;
    const place = `${code}.${field}`;
    if (typeof inner === 'string') {
      return [{ name, code: field === 'text' ? `toPlainText(${place} ?? '')` : place }];
    }
    if (!isFields(inner) || typeof value !== 'object' || value === null) return [];
    return expressionsOf(inner, value, spelt === field ? place : `${place}?`, name);
  });

/** Between what comes before it and after it. */
const TOKEN = /(?<=(?:^|&)auth(?:%5B|\[)application_token(?:%5D|\])=)[^&]*/i;

/**
 * A command that posts the same body again, with the token that the shell has in `TOKEN`. All else is data to the
 * shell, whatever somebody has posted.
 */
export const curlOf = (
  { method, url, form }: Pick<Wire, 'method' | 'url' | 'form'>,
  origin: string,
): string | undefined => {
  if (form === undefined) return undefined;
  const body = form.split(TOKEN).map(quoted).join('"$TOKEN"').replace(/"''$/, '"');
  const request = method === 'POST' ? '' : `-X ${quoted(method)} `;
  return `curl -i ${request}${quoted(`${origin}${url}`)} \\\n  --data-raw ${body}\n`;
};

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
