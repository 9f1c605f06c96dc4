import { parseJson } from '../events/json.ts';
import { RecordError } from './record-error.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** A value of a record, and the keys that lead to it. */
export type Located = { readonly fields: Fields; readonly path: readonly string[] };

/** Takes off a record what EventBridge, SNS and SQS have put around an event, however they are chained. */
export const unwrap = (record: unknown): Located => {
  const path: string[] = [];
  for (let value = record; ; ) {
    const fields = fieldsOf(typeof value === 'string' ? parsed(value, path) : value, path);
    const [key, inside] = insideOf(fields);
    if (key === undefined) return { fields, path };
    path.push(...key);
    value = inside;
  }
};

const parsed = (json: string, path: readonly string[]): unknown => {
  try {
    return parseJson(json);
  } catch {
    // The parser's own error quotes the text.
    const message = json.trim() === '' ? 'is empty, not JSON' : `is not JSON (${json.length} characters)`;
    throw new RecordError('not-json', [{ path: path.join('.'), message }]);
  }
};

const fieldsOf = (value: unknown, path: readonly string[]): Fields => {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw new RecordError('not-ours', [{ path: path.join('.'), message: 'is not an object' }]);
};

type Inside = readonly [key: readonly string[], value: unknown] | readonly [];

/** What is inside of one wrapping, and the keys that lead there; nothing where nothing is wrapped any more. */
const insideOf = (fields: Fields): Inside => {
  if ('specversion' in fields) return [];
  if (Array.isArray(fields['Records'])) return [['Records', '0'], onlyOne(fields['Records'])];
  const key = wrappings.find((wrapping) => wrapping in fields);
  if (key !== undefined) return [[key], fields[key]];
  if (fields['Type'] === 'Notification') return [['Message'], fields['Message']];
  return 'detail-type' in fields ? [['detail'], fields['detail']] : [];
};

/** A record of SQS as Lambda gets it, a message as SQS's API has it, a record of SNS as Lambda gets it. */
const wrappings = ['body', 'Body', 'Sns'];

const onlyOne = (records: readonly unknown[]): unknown => {
  if (records.length === 1) return records[0];
  throw new RecordError('batch', [{ path: 'Records', message: `holds ${records.length} records, not one` }]);
};
