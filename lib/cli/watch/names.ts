import { randomBytes } from 'node:crypto';

/** What the names of everything begin with that watching makes for a while. */
export const PREFIX = 'b24bus-watch-';

/** A day. */
const LEFT_MS = 86_400_000;

/** A name that tells when it was made: `b24bus-watch-20261122T225338Z-1a2b3c4d`. @param now Unix milliseconds. */
export const watchName = (now: number): string => {
  const time = new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  return `${PREFIX}${time}-${randomBytes(4).toString('hex')}`;
};

/** Whether a name is that of something which a run that was killed has left. @param now Unix milliseconds. */
export const isLeftover = (name: string, now: number): boolean => {
  const [, date, time] = /^b24bus-watch-(\d{8})T(\d{6})Z-/.exec(name) ?? [];
  if (date === undefined || time === undefined) return false;
  const madeAt = Date.parse(
    `${date.replace(/(....)(..)(..)/, '$1-$2-$3')}T${time.replace(/(..)(..)(..)/, '$1:$2:$3')}Z`,
  );
  return now - madeAt > LEFT_MS;
};
