import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** Memory at which a function has one virtual CPU ("Memory and computing power", AWS Lambda Developer Guide). */
const MEMORY_OF_ONE_CPU = 1769;

/** The share of one CPU that a function of this memory has; memory in MB, less than that of one CPU. */
export const shareOf = (memory: number): number => memory / MEMORY_OF_ONE_CPU;

/** As long as Lambda's own: a function that has used its part of 20 ms waits for the next 20. */
export const PERIOD_MS = 20;

/** How a process is held to its share. */
export type Throttle = {
  /** In words, for the document. */
  readonly name: string;
  /** Holds a process to a share from now on, until it ends. */
  limit(pid: number, share: number): Promise<Limit>;
  close(): void;
};

export type Limit = {
  /** While a process is to stand still, nobody lets it go on. */
  freeze(frozen: boolean): void;
  /** When the process has ended. */
  lift(): Promise<void>;
};

/** Stops a process, or lets it go on, whatever its share. */
export const freezeBySignal =
  (pid: number) =>
  (frozen: boolean): void => {
    process.kill(pid, frozen ? 'SIGSTOP' : 'SIGCONT');
  };

/** A control group of Linux in which a process gets part of a CPU. */
type ControlGroups = {
  readonly name: string;
  /** Where groups can be made, as far as one can tell without trying. */
  readonly parents: readonly string[];
  /** What is written into which file of a group. */
  quota(share: number): Readonly<Record<string, string>>;
};

const microseconds = (share: number): number => Math.round(share * PERIOD_MS * 1000);

/** The controllers of both versions, from the text of `/proc/self/mountinfo` and of `/proc/self/cgroup`. */
export const controlGroups = (mounts: string, own: string): readonly ControlGroups[] => {
  const lines = mounts.split('\n').map((line) => line.split(' '));
  const mountOf = (type: string, option: string): string[] =>
    lines.flatMap((parts) => {
      const [kind = '', , options = ''] = parts.slice(parts.indexOf('-') + 1);
      return kind === type && (option === '' || options.split(',').includes(option)) ? [parts[4] ?? ''] : [];
    });
  const [, ownOfFirst = '/'] = /^\d+:(?:[^:]*,)?cpu(?:,[^:]*)?:(.*)$/m.exec(own) ?? [];
  const [, ownOfSecond = '/'] = /^0::(.*)$/m.exec(own) ?? [];
  return [
    {
      name: 'a control group (cgroup v2, cpu.max)',
      parents: mountOf('cgroup2', '').map((mount) => join(mount, ownOfSecond)),
      quota: (share) => ({ 'cpu.max': `${microseconds(share)} ${PERIOD_MS * 1000}` }),
    },
    {
      name: 'a control group (cgroup v1, cpu.cfs_quota_us)',
      parents: mountOf('cgroup', 'cpu').map((mount) => join(mount, ownOfFirst)),
      quota: (share) => ({
        'cpu.cfs_period_us': String(PERIOD_MS * 1000),
        'cpu.cfs_quota_us': String(microseconds(share)),
      }),
    },
  ];
};

const writeAll = (directory: string, files: Readonly<Record<string, string>>): void => {
  for (const [file, text] of Object.entries(files)) writeFileSync(join(directory, file), text);
};

/** Groups under a parent; undefined where none can be made there. */
const throttleIn = ({ name, quota }: ControlGroups, parent: string): Throttle | undefined => {
  let made = 0;
  const make = (share: number): string => {
    const group = join(parent, `b24bus-bench-${process.pid}-${made++}`);
    mkdirSync(group);
    try {
      writeAll(group, quota(share));
      return group;
    } catch (fault) {
      rmdirSync(group);
      throw fault;
    }
  };
  try {
    rmdirSync(make(1));
  } catch {
    return undefined;
  }
  return {
    name,
    limit: async (pid, share) => {
      const group = make(share);
      writeAll(group, { 'cgroup.procs': String(pid) });
      return { freeze: freezeBySignal(pid), lift: () => removed(group) };
    },
    close: () => undefined,
  };
};

/** A process that has ended leaves its group a moment later. */
const removed = async (group: string): Promise<void> => {
  for (let tried = 0; tried < 100; tried++) {
    try {
      rmdirSync(group);
      return;
    } catch {
      await sleep(5);
    }
  }
};

/** What the pacer is told; a share of 0 once the process has ended. */
export type Pace = { readonly pid: number; readonly share: number; readonly frozen: boolean };

/** Stops and starts processes by turns; for where there are no control groups. */
const startDutyCycle = async (): Promise<Throttle> => {
  const pacer = fork(fileURLToPath(new URL('./pacer.ts', import.meta.url)));
  await once(pacer, 'message');
  return {
    name: `a duty cycle of ${PERIOD_MS} ms (SIGSTOP and SIGCONT from another process)`,
    limit: async (pid, share) => {
      const pace = (frozen: boolean): void => void pacer.send({ pid, share, frozen } satisfies Pace);
      pace(false);
      return {
        freeze: pace,
        lift: async () => void pacer.send({ pid, share: 0, frozen: true } satisfies Pace),
      };
    },
    close: () => void pacer.kill(),
  };
};

/** The best way that this machine allows. @param wanted `duty-cycle` to do without control groups. */
export const startThrottle = async (wanted: 'best' | 'duty-cycle'): Promise<Throttle> => {
  if (wanted === 'duty-cycle') return startDutyCycle();
  const groups = controlGroups(
    readFileSync('/proc/self/mountinfo', 'utf8'),
    readFileSync('/proc/self/cgroup', 'utf8'),
  );
  for (const kind of groups) {
    for (const parent of kind.parents) {
      const throttle = throttleIn(kind, parent);
      if (throttle !== undefined) return throttle;
    }
  }
  return startDutyCycle();
};
