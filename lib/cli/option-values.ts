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
