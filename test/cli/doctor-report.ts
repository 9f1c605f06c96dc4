import { runCommand } from './command-line.ts';
import type { Deployment } from './deployment.ts';

/** A row of `doctor --json`. */
type Row = {
  readonly name: string;
  readonly status: 'ok' | 'warn' | 'fail' | 'skipped';
  readonly seen: string;
  readonly cure?: string;
};

type Report = {
  readonly target: string;
  readonly portal?: string;
  readonly ok: boolean;
  readonly checks: readonly Row[];
};

type Examined = { readonly report: Report; readonly code: number | null; readonly printed: string };

/** What the doctor says, with a wait for the round trip that is short enough for a test. */
export const examine = async (url: string, ...options: readonly string[]): Promise<Examined> => {
  const { code, stdout, stderr } = await runCommand(['doctor', '--url', url, '--json', ...options]);
  return { report: JSON.parse(stdout) as Report, code, printed: stdout + stderr };
};

export const namesOf = ({ checks }: Report, status: Row['status']): string[] =>
  checks.filter((row) => row.status === status).map(({ name }) => name);

/** The secrets of a deployment that are in what was printed. */
export const leaked = async (printed: string, deployment: Deployment): Promise<string[]> => {
  const secrets = await deployment.secrets();
  if (secrets.some(({ length }) => length < 8)) throw new Error('too short to be a secret');
  return secrets.filter((secret) => printed.includes(secret));
};

/** The checks, in their order. */
export const checkNames = [
  'settings',
  'AWS credentials',
  'event bus',
  'topic',
  'undelivered queue',
  'quarantine queue',
  'portals table',
  'application',
  'handler URL',
  'portal',
  'application token',
  'tokens',
  'OAuth',
  'REST',
  'installed',
  'scopes',
  'administrator',
  'bindings',
  'round trip',
] as const;

type CheckName = (typeof checkNames)[number];

/** The checks after one. */
export const after = (name: CheckName): CheckName[] => checkNames.slice(checkNames.indexOf(name) + 1);
