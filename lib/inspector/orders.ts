import * as v from 'valibot';
import type { Selection, SendOrder } from './protocol.ts';
import { Refused } from './refusal.ts';

const text = v.string('must be a text');
const number = v.number('must be a number');

const sendOrder = v.strictObject({
  event: text,
  set: v.exactOptional(v.array(v.strictTuple([text, text]))),
  form: v.exactOptional(text),
  count: v.exactOptional(number),
  rate: v.exactOptional(number),
  portal: v.exactOptional(text),
});

const selection = v.union(
  [v.strictObject({ all: v.literal(true) }), v.strictObject({ these: v.array(text) })],
  'must be {"all":true} or {"these":["…"]}',
);

/** Reads an order to send. @throws Refused 400 */
export const sendOrderIn = (body: Buffer): SendOrder => read(sendOrder, body);

/** Reads which of the queues' messages something is to be done with. @throws Refused 400 */
export const selectionIn = (body: Buffer): Selection => read(selection, body);

const read = <Order>(schema: v.GenericSchema<unknown, Order>, body: Buffer): Order => {
  const json = v.pipe(v.string(), v.parseJson(undefined, 'must be JSON'), schema);
  const result = v.safeParse(json, body.toString('utf8'));
  if (result.success) return result.output;
  const faults = result.issues.map((issue) => `${v.getDotPath(issue) ?? 'the body'} ${issue.message}`);
  throw new Refused(400, `The order cannot be read: ${faults.join('; ')}.`);
};
