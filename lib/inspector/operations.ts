import { selectionIn, sendOrderIn } from './orders.ts';
import { Refused } from './refusal.ts';
import type { InspectorActions, InspectorSource } from './source.ts';

/** What is asked of an operation. */
export type Call = {
  /** What follows its name in the path: `12` of `rows/12`. */
  readonly parameter: string | undefined;
  readonly body: Buffer;
  /** Aborts when nobody waits for the answer any more. */
  readonly aborted: AbortSignal;
};

export type Operation = {
  readonly method: 'GET' | 'POST';
  /** Where it takes a parameter: what to say if there is no such thing. */
  readonly missing?: string;
  /** Its result is answered as JSON; undefined where there is no such thing. */
  readonly run: (call: Call) => Promise<object | undefined>;
};

/** Everything below `/_inspector/` but the stream, by name. Each rejects with an error whose message is for people. */
export const operationsOf = (source: InspectorSource): ReadonlyMap<string, Operation> =>
  new Map<string, Operation>([
    ['about', { method: 'GET', run: async () => source.about }],
    [
      'rows',
      {
        method: 'GET',
        missing: 'This row is not there, or not any more: only the newest are kept.',
        run: ({ parameter }) => detailsOf(source, parameter),
      },
    ],
    ['queues', { method: 'GET', run: () => source.queues() }],
    ['portals', { method: 'GET', run: () => source.portals() }],
    ...Object.entries(actionsOf(source)),
  ]);

const actionsOf = (source: InspectorSource): Record<string, Operation> => ({
  templates: {
    method: 'GET',
    missing: 'There is no such event.',
    run: async ({ parameter = '' }) => localOf(source).template(parameter),
  },
  send: {
    method: 'POST',
    run: async ({ body, aborted }) => localOf(source).send(sendOrderIn(body), aborted),
  },
  play: { method: 'POST', run: async ({ aborted }) => localOf(source).play(aborted) },
  replay: { method: 'POST', run: async ({ body }) => localOf(source).replay(selectionIn(body)) },
  drop: { method: 'POST', run: async ({ body }) => localOf(source).drop(selectionIn(body)) },
  redrive: { method: 'POST', run: async ({ body }) => localOf(source).redrive(selectionIn(body)) },
});

const detailsOf = async (source: InspectorSource, seq = ''): Promise<object | undefined> =>
  /^[1-9]\d{0,14}$/.test(seq) ? source.details(Number(seq)) : undefined;

const localOf = ({ actions }: InspectorSource): InspectorActions => {
  if (actions !== undefined) return actions;
  throw new Refused(404, 'Only a local run does this. Start one: npm start');
};
