import type { Invoked } from './runtime-api.ts';
import { type Sandbox, type SandboxSettings, startSandbox } from './sandbox.ts';

/** An invocation that runs: the texts that its calls to AWS can be told by. */
type Running = { readonly traces: readonly string[]; readonly sandbox: Sandbox };

/** The execution environments of one function; one that ends is replaced, as Lambda does. */
export type Pool = {
  /** Waits for a free sandbox. */
  invoke(payload: string, traces: readonly string[]): Promise<Invoked>;
  /** Kills the sandbox whose invocation made a call with this text; false where it is none of this pool's. */
  kill(text: string): boolean;
  close(): Promise<void>;
};

/**
 * @param size sandboxes, that is, invocations at a time.
 * @param timeout of an invocation, in milliseconds.
 */
export const startPool = async (size: number, timeout: number, settings: SandboxSettings): Promise<Pool> => {
  const free: Sandbox[] = [];
  const all = new Set<Sandbox>();
  const queue: ((sandbox: Sandbox) => void)[] = [];
  const running = new Set<Running>();
  let closed = false;
  const release = (sandbox: Sandbox): void => {
    const next = queue.shift();
    if (next) next(sandbox);
    else free.push(sandbox);
  };
  const add = async (): Promise<void> => {
    const sandbox = await startSandbox(settings);
    all.add(sandbox);
    void sandbox.ended.then(async () => {
      all.delete(sandbox);
      if (!closed) await add();
    });
    release(sandbox);
  };
  await Promise.all(Array.from({ length: size }, add));
  const take = (): Promise<Sandbox> => {
    const sandbox = free.shift();
    return sandbox ? Promise.resolve(sandbox) : new Promise((resolve) => queue.push(resolve));
  };
  return {
    invoke: async (payload, traces) => {
      const sandbox = await take();
      // One that was killed while it was idle takes no invocation; Lambda would not have handed it one either.
      if (!all.has(sandbox)) return { kind: 'died' };
      const entry = { traces, sandbox };
      running.add(entry);
      const invoked = await sandbox.invoke(payload, timeout);
      running.delete(entry);
      if (invoked.kind === 'answered' || invoked.kind === 'failed') release(sandbox);
      return invoked;
    },
    kill: (text) => {
      const victim = [...running].find(({ traces }) => traces.some((trace) => text.includes(trace)));
      victim?.sandbox.kill();
      return victim !== undefined;
    },
    close: async () => {
      closed = true;
      const ending = [...all].map((sandbox) => {
        sandbox.kill();
        return sandbox.ended;
      });
      await Promise.all(ending);
    },
  };
};
