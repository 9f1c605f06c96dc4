import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { listen, shutDown } from '../../../lib/local/http.ts';
import { type Invoked, runtimeApi } from './runtime-api.ts';

/** How a sandbox is started. */
export type SandboxSettings = {
  readonly functionName: string;
  /** `dist/on-session-start/index.handler`, from the root of the task. */
  readonly handler: string;
  readonly taskRoot: string;
  /** Arguments for `node`: the runtime client, and what is loaded before it. */
  readonly runtime: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Milliseconds by which the clock of its host is wrong. */
  readonly clockShift: number;
  /** Told of each line of stdout. */
  readonly onLine: (line: string) => void;
};

/** One execution environment of Lambda: a process that takes one invocation at a time. */
export type Sandbox = {
  /** @param timeout milliseconds after which the process is killed, as Lambda does. */
  invoke(payload: string, timeout: number): Promise<Invoked>;
  /** SIGKILL: the process gets no chance to do anything any more. */
  kill(): void;
  /** Settles when the process has ended. */
  readonly ended: Promise<void>;
};

/**
 * Starts a process with a Lambda runtime client in it and the Runtime API (version 2018-06-01) for it alone.
 *
 * Source: "Using the Lambda runtime API for custom runtimes", AWS Lambda Developer Guide.
 */
export const startSandbox = async (settings: SandboxSettings): Promise<Sandbox> => {
  const freeze = (signal: 'SIGSTOP' | 'SIGCONT'): void => void child.kill(signal);
  const api = runtimeApi(settings, freeze);
  const server = createServer((request, response) => {
    api.serve(request, response).catch(() => response.destroy());
  });
  // The client waits for hours between two invocations, on the connection it has.
  server.keepAliveTimeout = 0;
  const port = await listen(server, 0);
  const child = start(settings, port);
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      api.end();
      void shutDown(server).then(resolve);
    });
  });
  return {
    invoke: (payload, timeout) => withTimeout(api.invoke(payload, timeout), timeout, child),
    kill: () => child.kill('SIGKILL'),
    ended,
  };
};

const start = (settings: SandboxSettings, port: number): ChildProcess => {
  const { functionName, handler, taskRoot, runtime, environment, onLine } = settings;
  const child = spawn(process.execPath, [...runtime], {
    cwd: taskRoot,
    env: {
      ...environment,
      AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}`,
      AWS_LAMBDA_FUNCTION_NAME: functionName,
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
      AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${functionName}`,
      AWS_LAMBDA_LOG_STREAM_NAME: 'chaos',
      LAMBDA_TASK_ROOT: taskRoot,
      _HANDLER: handler,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  createInterface({ input: child.stdout }).on('line', onLine);
  return child;
};

const withTimeout = async (
  invoked: Promise<Invoked>,
  timeout: number,
  child: ChildProcess,
): Promise<Invoked> => {
  const late = Promise.withResolvers<Invoked>();
  const timer = setTimeout(() => {
    child.kill('SIGKILL');
    late.resolve({ kind: 'timeout' });
  }, timeout);
  try {
    return await Promise.race([invoked, late.promise]);
  } finally {
    clearTimeout(timer);
  }
};
