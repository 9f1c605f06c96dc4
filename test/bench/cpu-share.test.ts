import { describe, expect, it } from 'vitest';
import { controlGroups, shareOf } from '../../bench/runtime/cpu-share.ts';
import { peakMemory } from '../../bench/runtime/proc.ts';

const FIRST = `31 23 0:27 / /sys/fs/cgroup rw shared:1 - tmpfs tmpfs rw,mode=755
32 31 0:28 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:2 - cgroup cgroup rw,cpu,cpuacct
33 31 0:29 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
`;

const SECOND = `31 23 0:27 / /sys/fs/cgroup rw,nosuid shared:1 - cgroup2 cgroup2 rw,nsdelegate
`;

const parentsOf = (mounts: string, own: string) => controlGroups(mounts, own).map(({ parents }) => parents);

describe('the CPU share of a function', () => {
  it.each([
    { memory: 256, share: 0.1447 },
    { memory: 512, share: 0.2894 },
    { memory: 1024, share: 0.5789 },
    { memory: 1769, share: 1 },
  ])('is $share at $memory MB', ({ memory, share }) => {
    expect(shareOf(memory)).toBeCloseTo(share, 4);
  });

  it.each([
    {
      said: 'of the first version beside the own one',
      mounts: FIRST,
      own: '3:memory:/a\n2:cpu,cpuacct:/b\n0::/\n',
      parents: [[], ['/sys/fs/cgroup/cpu,cpuacct/b']],
    },
    {
      said: 'of the second version beside the own one',
      mounts: SECOND,
      own: '0::/user.slice/session\n',
      parents: [['/sys/fs/cgroup/user.slice/session'], []],
    },
    { said: 'nowhere where none are mounted', mounts: '', own: '', parents: [[], []] },
  ])('looks for control groups $said', ({ mounts, own, parents }) => {
    expect(parentsOf(mounts, own)).toStrictEqual(parents);
  });

  it('writes the quota of 256 MB as each version wants it', () => {
    expect(controlGroups('', '').map(({ quota }) => quota(shareOf(256)))).toStrictEqual([
      { 'cpu.max': '2894 20000' },
      { 'cpu.cfs_period_us': '20000', 'cpu.cfs_quota_us': '2894' },
    ]);
  });
});

describe('the peak memory of a process', () => {
  it('is read in megabytes', () => {
    expect(peakMemory('Name:\tnode\nVmHWM:\t   50000 kB\nVmRSS:\t   40000 kB\n')).toBe(51.2);
  });

  it('is refused where the kernel does not tell it', () => {
    expect(() => peakMemory('Name:\tnode\n')).toThrow('/proc/<pid>/status has no VmHWM');
  });
});
