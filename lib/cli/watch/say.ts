import { printable } from '../text-table.ts';

/** Tells a person; standard output has the result only. */
export const say = (text: string): void => {
  process.stderr.write(`${text.split('\n').map(printable).join('\n')}\n`);
};
