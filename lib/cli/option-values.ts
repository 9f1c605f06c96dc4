import { InvalidArgumentError } from 'commander';

/** @throws InvalidArgumentError */
export const seconds = (text: string): number => {
  const given = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (given === 0) throw new InvalidArgumentError('It must be a number of seconds from 1 to 999.');
  return given;
};

/** @throws InvalidArgumentError */
export const stageName = (text: string): string => {
  if (/^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/.test(text)) return text;
  throw new InvalidArgumentError('It must be the name of a stage, such as prod.');
};

/** @throws InvalidArgumentError */
export const httpUrl = (text: string): string => {
  const protocol = URL.parse(text)?.protocol;
  if (protocol === 'http:' || protocol === 'https:') return text;
  throw new InvalidArgumentError('It must be a URL, such as http://127.0.0.1:3000.');
};

const unitsMs = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/**
 * A time, or how long ago it was: `2026-05-02T11:33:52Z`, `2026-05-02`, `90m`, `3h`, `2d`.
 *
 * @returns Unix milliseconds.
 * @throws InvalidArgumentError
 */
export const moment = (text: string): number => {
  const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  if (count !== undefined && unit !== undefined) {
    return Date.now() - Number(count) * unitsMs[unit as keyof typeof unitsMs];
  }
  const at = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d))?$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
  if (!Number.isNaN(at)) return at;
  throw new InvalidArgumentError(
    'It must be a time with its zone, such as 2026-05-02T11:33:52Z, or how long ago it was: 90m, 3h, 2d.',
  );
};

/** @throws InvalidArgumentError */
export const hexId = (text: string): string => {
  if (/^[\da-f]{32}$/i.test(text)) return text.toLowerCase();
  throw new InvalidArgumentError('It must have 32 hexadecimal digits.');
};

/** For an option that may be repeated. @throws InvalidArgumentError */
export const hexIds = (text: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  hexId(text),
];

/** 0 is a free one. @throws InvalidArgumentError */
export const portNumber = (text: string): number => {
  if (/^\d{1,5}$/.test(text) && Number(text) < 65_536) return Number(text);
  throw new InvalidArgumentError('It must be a port, such as 3001; 0 for a free one.');
};
