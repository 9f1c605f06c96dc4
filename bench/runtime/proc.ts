import { readdirSync, readFileSync } from 'node:fs';

/**
 * Milliseconds of CPU that a process has used in all its threads, to the nanosecond; its threads must all be alive,
 * as Node's are. Linux only.
 */
export const cpuOf = (pid: number): number => {
  const threads = readdirSync(`/proc/${pid}/task`);
  return threads.reduce((sum, thread) => {
    const [nanoseconds] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ');
    return sum + Number(nanoseconds) / 1e6;
  }, 0);
};

/** The most memory that a process has ever held, in MB (10^6 bytes), from the text of `/proc/<pid>/status`. */
export const peakMemory = (status: string): number => {
  const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  if (kibibytes === undefined) throw new Error('/proc/<pid>/status has no VmHWM');
  return (Number(kibibytes) * 1024) / 1e6;
};

export const peakMemoryOf = (pid: number): number => peakMemory(readFileSync(`/proc/${pid}/status`, 'utf8'));
