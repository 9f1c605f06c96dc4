import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { freezeBySignal, type Limit, shareOf, type Throttle } from './cpu-share.ts';
import { cpuOf, peakMemoryOf } from './proc.ts';
import { type Answered, startRuntimeApi } from './runtime-api.ts';

/** How a function's process is started. */
type FunctionSettings = {
  /** Arguments for `node`: the runtime client. */
  readonly runtime: readonly string[];
  /** The directory with `index.mjs` or `index.cjs`. */
  readonly taskRoot: string;
  readonly environment: Readonly<Record<string, string>>;
  /** In MB, for the share of a CPU that it has from its first invocation on; undefined for all of it. */
  readonly memory?: number | undefined;
  readonly throttle: Throttle;
};

/** A process of a function under Lambda's runtime client, one invocation at a time. */
export type FunctionProcess = {
  /** Milliseconds from its start until it asked for its first invocation. */
  readonly initialised: number;
  invoke(payload: string): Promise<Answered>;
  /** Milliseconds of CPU so far. */
  cpu(): number;
  /** In MB. */
  peakMemory(): number;
  /** Bytes that it has written to its log. */
  logged(): number;
  stop(): Promise<void>;
};

/**
 * Lambda's share is applied when a function has initialised: until then it has a full CPU.
 *
 * @throws Error with the end of its log where it does not start.
 */
export const startFunction = async (settings: FunctionSettings): Promise<FunctionProcess> => {
  let freeze: Limit['freeze'] = () => undefined;
  const api = await startRuntimeApi((frozen) => freeze(frozen));
  const started = performance.now();
  const { child, pid, log } = spawnFunction(settings, api.host);
  const ended = once(child, 'exit').then(() => api.fail(`the process has ended: ${log.tail()}`));
  const stop = async (lift: Limit['lift']): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
    await Promise.all([lift(), api.close()]);
  };
  try {
    const initialised = (await api.initialised) - started;
    const limit = await limitOf(settings, pid);
    freeze = limit.freeze;
    return {
      initialised,
      invoke: api.invoke,
      cpu: () => cpuOf(pid),
      peakMemory: () => peakMemoryOf(pid),
      logged: () => log.bytes,
      stop: () => stop(limit.lift),
    };
  } catch (fault) {
    await stop(async () => undefined);
    throw fault;
  }
};

const spawnFunction = (settings: FunctionSettings, runtimeApi: string) => {
  const child = spawn(process.execPath, [...settings.runtime], {
    cwd: settings.taskRoot,
    env: { ...lambdaVariables(settings), AWS_LAMBDA_RUNTIME_API: runtimeApi, ...settings.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { pid } = child;
  if (pid === undefined) throw new Error('no process could be started');
  const log = new Log();
  child.stdout.on('data', (chunk: Buffer) => log.take(chunk));
  child.stderr.on('data', (chunk: Buffer) => log.take(chunk));
  return { child, pid, log };
};

const limitOf = async ({ memory, throttle }: FunctionSettings, pid: number): Promise<Limit> =>
  memory === undefined
    ? { freeze: freezeBySignal(pid), lift: async () => undefined }
    : throttle.limit(pid, shareOf(memory));

/** What Lambda sets ("Defined runtime environment variables", AWS Lambda Developer Guide). Credentials are fake. */
const lambdaVariables = ({ taskRoot, memory = 1769 }: FunctionSettings): Record<string, string> => ({
  _HANDLER: 'index.handler',
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memory),
  AWS_LAMBDA_FUNCTION_NAME: 'bench',
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/bench',
  AWS_LAMBDA_LOG_STREAM_NAME: 'bench',
  AWS_REGION: 'eu-central-1',
  AWS_DEFAULT_REGION: 'eu-central-1',
  AWS_SECRET_ACCESS_KEY: 'bench',
  AWS_SESSION_TOKEN: 'bench',
  // Lambda's daemon takes what is sent to it; here nobody listens, and nothing is sampled.
  AWS_XRAY_DAEMON_ADDRESS: '127.0.0.1:2000',
  AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
  HOME: taskRoot,
  LAMBDA_TASK_ROOT: taskRoot,
  LANG: 'en_US.UTF-8',
  PATH: '/usr/local/bin:/usr/bin:/bin',
  TZ: ':UTC',
});

/** The size of a log, and its end. */
class Log {
  bytes = 0;
  #end = '';

  take(chunk: Buffer): void {
    this.bytes += chunk.length;
    this.#end = `${this.#end}${chunk.toString('utf8')}`.slice(-2000);
  }

  tail(): string {
    return this.#end;
  }
}
