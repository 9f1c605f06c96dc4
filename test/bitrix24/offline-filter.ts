import type { OfflineRow } from './offline-queue.ts';
import { type Parameters, parameter } from './parameters.ts';
import { Refusal } from './refusal.ts';

type Field = 'ID' | 'TIMESTAMP_X' | 'EVENT_NAME' | 'MESSAGE_ID' | 'PROCESS_ID' | 'ERROR';

/** What `event.offline.get` filters and sorts by. */
export const fieldsOfGet: readonly Field[] = ['ID', 'TIMESTAMP_X', 'EVENT_NAME', 'MESSAGE_ID'];

/** What `event.offline.list` does. */
export const fieldsOfList: readonly Field[] = [...fieldsOfGet, 'PROCESS_ID', 'ERROR'];

const operations = new Map<string, (compared: number) => boolean>([
  ['', (compared) => compared === 0],
  ['=', (compared) => compared === 0],
  ['<', (compared) => compared < 0],
  ['>', (compared) => compared > 0],
  ['<=', (compared) => compared <= 0],
  ['>=', (compared) => compared >= 0],
]);

const wrong = (description: string, argument: string): Refusal =>
  new Refusal('ERROR_ARGUMENT', description, argument);

const fieldOf = (name: string, fields: readonly Field[], what: string): Field => {
  const field = fields.find((each) => each === name);
  if (field === undefined) throw wrong(`${what} field not allowed: ${name}`, what.toLowerCase());
  return field;
};

const fieldValue = (row: OfflineRow, field: Field): string | number => {
  if (field === 'TIMESTAMP_X') return row.time;
  return field === 'ID' ? Number(row.ID) : row[field];
};

const compare = (one: string | number, other: string | number): number =>
  one === other ? 0 : one < other ? -1 : 1;

const given = (field: Field, value: string): string | number => {
  if (field === 'TIMESTAMP_X') return Date.parse(value);
  return field === 'ID' ? Number(value) : value;
};

const entriesOf = (parameters: Parameters, name: string): [string, unknown][] => {
  const value = parameter(parameters, name) ?? {};
  if (typeof value !== 'object') throw wrong(`The ${name} is not an array.`, name);
  return Object.entries(value);
};

/** The condition of `filter`: the operation stands before the name of the field. */
export const filterOf = (
  parameters: Parameters,
  fields: readonly Field[],
): ((row: OfflineRow) => boolean) => {
  const conditions = entriesOf(parameters, 'filter').map(([key, value]) => {
    const [, operation = '', name = ''] = /^(\W{0,2})(.*)$/.exec(key) ?? [];
    const field = fieldOf(name, fields, 'Filter');
    const holds = operations.get(operation);
    if (holds === undefined) throw wrong(`Filter operation not allowed: ${operation}`, 'filter');
    if (typeof value === 'object') throw wrong(`The value of an argument '${key}' has an invalid type`, key);
    const wanted = given(field, String(value));
    return (row: OfflineRow) => holds(compare(fieldValue(row, field), wanted));
  });
  return (row) => conditions.every((holds) => holds(row));
};

/** The comparison of `order`. */
export const orderOf = (
  parameters: Parameters,
  fields: readonly Field[],
  usual: Field,
): ((one: OfflineRow, other: OfflineRow) => number) => {
  const asked = entriesOf(parameters, 'order').map(([name, direction]) => {
    if (!/^(?:ASC|DESC)$/i.test(String(direction)))
      throw wrong('Order direction should be one of {ASC|DESC}', 'order');
    return [fieldOf(name, fields, 'Order'), /^D/i.test(String(direction)) ? -1 : 1] as const;
  });
  const order = asked.length === 0 ? [[usual, 1] as const] : asked;
  return (one, other) =>
    order
      .map(([field, sign]) => sign * compare(fieldValue(one, field), fieldValue(other, field)))
      .find((compared) => compared !== 0) ?? 0;
};
