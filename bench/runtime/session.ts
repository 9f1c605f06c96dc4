import type { Built } from './build.ts';
import type { Throttle } from './cpu-share.ts';
import { type Sent, sent } from './form.ts';
import { type FunctionProcess, startFunction } from './function-process.ts';
import type { Answered } from './runtime-api.ts';
import type { Protocol, Stub } from './stub-client.ts';

/** What every process of a measurement has in common. */
export type Stage = {
  readonly stub: Stub;
  /** Arguments for `node`: the runtime client. */
  readonly runtime: readonly string[];
  readonly throttle: Throttle;
};

/** How a process of a contestant is set up. */
export type Mode = {
  readonly protocol: Protocol;
  /** In MB; undefined for a full CPU. */
  readonly memory: number | undefined;
};

/** A contestant's process, whose every answer is checked. */
export type Session = {
  readonly process: FunctionProcess;
  /** @throws Error unless the answer is 200. */
  invoke(): Promise<Answered>;
  /** @throws Error unless for each invocation exactly its event arrived. */
  check(): Promise<void>;
  stop(): Promise<void>;
};

let sessions = 0;
let events = 0;

export const startSession = async (
  { contestant, taskRoot }: Built,
  { protocol, memory }: Mode,
  { stub, runtime, throttle }: Stage,
): Promise<Session> => {
  const accessKey = `BENCH${sessions++}`;
  const url = stub.url[protocol];
  const fail = (reason: string): Error => new Error(`${contestant.name}: ${reason}`);
  const process = await startFunction({
    runtime,
    taskRoot,
    memory,
    throttle,
    environment: {
      ...contestant.settings,
      AWS_ACCESS_KEY_ID: accessKey,
      AWS_ENDPOINT_URL: url,
      AWS_ENDPOINT_URL_EVENTBRIDGE: url,
      AWS_ENDPOINT_URL_DYNAMODB: url,
      ...(protocol === 'tls' && { NODE_EXTRA_CA_CERTS: stub.certificate }),
    },
  }).catch((fault: unknown) => {
    throw fail(`does not start: ${fault}`);
  });
  const calls: Sent[] = [];
  let asked = false;
  return {
    process,
    invoke: async () => {
      const call = sent(events++, contestant.dialect);
      calls.push(call);
      const answered = await process.invoke(call.payload);
      const { statusCode } = JSON.parse(answered.payload) as { readonly statusCode?: number };
      if (statusCode !== 200) throw fail(`answers ${answered.payload.slice(0, 500)}`);
      return answered;
    },
    check: async () => {
      const arrived = await stub.arrivedFrom(accessKey);
      const published = arrived.filter(({ operation }) => operation === 'PutEvents');
      const wanted = calls
        .splice(0)
        .flatMap(({ ids, portal }) =>
          contestant.publishes === 'nothing' ? [] : [`${ids[contestant.publishes]} ${portal}`],
        );
      const found = published.map(({ id, portal }) => `${id} ${portal}`);
      if (wanted.join() !== found.join())
        throw fail(
          `${wanted.length} events were to arrive, as ${wanted[0]}; ${found.length} did, as ${found[0]}`,
        );
      asked ||= arrived.length > published.length;
      if (asked !== contestant.asksTable) throw fail(asked ? 'asks a table' : 'does not ask the table');
    },
    stop: process.stop,
  };
};
