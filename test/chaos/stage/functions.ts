import { catalogue, type EventName } from '../../../lib/catalogue/index.ts';
import { TIME_SCALE } from './control.ts';
import { type Pool, startPool } from './pool.ts';

/** Where the functions are, and what runs them. */
export type Runtime = {
  readonly taskRoot: string;
  /** The handler of a function by the directory that it is built into. */
  readonly handlerOf: (directory: string) => string;
  /** Arguments for `node`: the runtime client. */
  readonly client: readonly string[];
};

const SHIFT_MS = 10 * 60_000;
const shifts = { exact: 0, ahead: SHIFT_MS, behind: -SHIFT_MS };

/** Which clock a receiver has: an exact one, or one that is ten minutes ahead or behind. */
export type Clock = keyof typeof shifts;

/** As in serverless.yml. */
const RECEIVER_TIMEOUT_MS = 10_000;
const REDELIVERY_TIMEOUT_MS = 60_000;

/** `maximumConcurrency` of the event source mapping. */
export const REDELIVERY_CONCURRENCY = 5;

type Planned = {
  readonly name: string;
  readonly directory: string;
  readonly size: number;
  readonly timeout: number;
  /** By how many milliseconds the clock is wrong, and how many times faster it runs. */
  readonly clock: { readonly shift: number; readonly rate: number };
};

/** The functions of a run, each in sandboxes of its own that are started when it is first needed. */
type Functions = {
  receiver(name: EventName, clock: Clock): Promise<Pool>;
  redelivery(): Promise<Pool>;
  /** Kills the process whose invocation has made a call with this text; false where there is none. */
  kill(text: string): boolean;
  close(): Promise<void>;
};

/**
 * @param sandboxes of each receiver.
 * @param onLine told of each line that a function writes to its log.
 */
export const functionsOf = (
  { taskRoot, handlerOf, client }: Runtime,
  sandboxes: number,
  environment: () => Readonly<Record<string, string>>,
  onLine: (functionName: string, line: string) => void,
): Functions => {
  const starting = new Map<string, Promise<Pool>>();
  const started: Pool[] = [];
  const start = async ({ name, directory, size, timeout, clock }: Planned): Promise<Pool> => {
    const pool = await startPool(size, timeout, {
      functionName: `b24bus-local-${name}`,
      handler: handlerOf(directory),
      taskRoot,
      runtime: ['--import', new URL('./clock.ts', import.meta.url).href, ...client],
      environment: {
        ...environment(),
        CHAOS_CLOCK_SHIFT_MS: String(clock.shift),
        CHAOS_CLOCK_RATE: String(clock.rate),
      },
      clockShift: clock.shift,
      onLine: (line) => onLine(name, line),
    });
    started.push(pool);
    return pool;
  };
  const once = (key: string, make: () => Promise<Pool>): Promise<Pool> => {
    const pool = starting.get(key) ?? make();
    starting.set(key, pool);
    return pool;
  };
  return {
    receiver: (name, clock) => {
      const { route } = catalogue[name];
      const directory = route.slice(route.lastIndexOf('/') + 1);
      const size = clock === 'exact' ? sandboxes : Math.ceil(sandboxes / 2);
      return once(`${name} ${clock}`, () =>
        start({
          name,
          directory,
          size,
          timeout: RECEIVER_TIMEOUT_MS,
          clock: { shift: shifts[clock], rate: 1 },
        }),
      );
    },
    redelivery: () =>
      once('redelivery', () =>
        start({
          name: 'Redeliver',
          directory: 'redeliver',
          size: REDELIVERY_CONCURRENCY,
          timeout: REDELIVERY_TIMEOUT_MS,
          clock: { shift: 0, rate: TIME_SCALE },
        }),
      ),
    kill: (text) => started.some((pool) => pool.kill(text)),
    close: async () => {
      await Promise.all(started.map((pool) => pool.close()));
    },
  };
};
