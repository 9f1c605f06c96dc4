import { styleText } from 'node:util';

/** Where a command writes. */
export type Output = {
  /** The result: one JSON document with --json, the text otherwise; nothing else comes to stdout. */
  result(document: object, text: () => string): void;
  /** What is being done, for a person who waits on a terminal; empty when it is over. */
  progress(text: string): void;
  /** Colours on a terminal, unless NO_COLOR forbids them. */
  paint(style: Parameters<typeof styleText>[0], text: string): string;
};

const CLEAR_LINE = '\r\u001B[K';

/** Standard output and error of this process. */
export const processOutput = ({ json = false }: { readonly json?: boolean | undefined }): Output => ({
  result: (document, text) => {
    process.stdout.write(json ? `${JSON.stringify(document, null, 2)}\n` : text());
  },
  progress: (text) => {
    if (process.stderr.isTTY) process.stderr.write(`${CLEAR_LINE}${text}`);
  },
  paint: (style, text) => styleText(style, text, { stream: process.stdout }),
});
