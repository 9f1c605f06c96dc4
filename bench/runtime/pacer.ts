/** Lets other processes run for their share of every 20 ms, and stops them for the rest. */
import { type Pace, PERIOD_MS } from './cpu-share.ts';

const turns = new Map<number, NodeJS.Timeout>();

const after = (pid: number, ms: number, next: () => void): void => {
  turns.set(pid, setTimeout(next, ms));
};

const signal = (pid: number, name: 'SIGSTOP' | 'SIGCONT'): boolean => {
  try {
    return process.kill(pid, name);
  } catch {
    // It has ended.
    return false;
  }
};

const run = ({ pid, share }: Pick<Pace, 'pid' | 'share'>): void => {
  if (!signal(pid, 'SIGCONT')) return;
  after(pid, PERIOD_MS * share, () => {
    if (signal(pid, 'SIGSTOP')) after(pid, PERIOD_MS * (1 - share), () => run({ pid, share }));
  });
};

process.on('message', ({ pid, share, frozen }: Pace) => {
  clearTimeout(turns.get(pid));
  turns.delete(pid);
  if (share === 0) return;
  if (frozen) signal(pid, 'SIGSTOP');
  else run({ pid, share });
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
