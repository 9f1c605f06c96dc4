import type { JsonSchema } from '../json-schema.ts';

type Row = readonly [field: string, type: string, present: string, meaning: string];

/** The attributes around `data`. */
export const attributesTable = ({ properties = {}, ...schema }: JsonSchema): string => {
  const { data, ...attributes } = properties;
  return table('attribute', rowsOf({ ...schema, properties: attributes }, ''));
};

/** The fields of `data`, with the objects and lists that they are in. */
export const dataTable = ({ properties }: JsonSchema): string =>
  table('field of `data`', rowsOf(properties?.['data'] ?? {}, ''));

const rowsOf = ({ properties = {}, required = [], items }: JsonSchema, path: string): Row[] =>
  items
    ? rowsOf(items, path)
    : Object.entries(properties).flatMap(([name, schema]) => {
        const field = `${path}${name}`;
        return [
          [
            `\`${field}\``,
            typeOf(schema),
            required.includes(name) ? 'always' : 'may be absent',
            schema.description ?? '',
          ] as const,
          ...rowsOf(schema, `${field}${schema.items ? '[]' : ''}.`),
        ];
      });

/** A schema's type in a word or two. */
const typeOf = (schema: JsonSchema): string => {
  if (schema.enum) return schema.enum.map((value) => `\`"${value}"\``).join(' or ');
  if (schema.items) return `list of ${typeOf(schema.items)}${schema.items.type === 'object' ? 's' : ''}`;
  if (schema.$ref?.endsWith('/verbatim')) return 'text or object';
  if (schema.$ref !== undefined) return 'object';
  if (schema.format === 'date-time') return 'date-time';
  return schema.type === 'string' ? constantOr('text', schema) : (schema.type ?? '');
};

/** A constant that is the same in every event. */
const constantOr = (type: string, { const: constant }: JsonSchema): string =>
  typeof constant === 'string' && !constant.includes('com.bitrix24.') ? `\`"${constant}"\`` : type;

const table = (first: string, rows: readonly Row[]): string =>
  [`| ${first} | type | present | meaning |`, '|---|---|---|---|', ...rows.map(rowText)].join('\n');

const rowText = (row: Row): string => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
