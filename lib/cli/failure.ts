/** How a command ends, for scripts. */
export const exitCodes = {
  ok: 0,
  /** A check has failed, or what was asked cannot be done. */
  problem: 1,
  /** The command line is wrong. */
  usage: 2,
  /** Neither the local run nor AWS does what it is asked. */
  unreachable: 3,
  /** Ended by a signal, as shells say it. */
  interrupted: 130,
} as const;

type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Ends a command. Holds no secret. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly code: string;
  /** What to do about it. */
  readonly cure: string;
  readonly exitCode: ExitCode;

  constructor(exitCode: Exclude<ExitCode, 0>, code: string, message: string, cure: string) {
    super(message);
    this.exitCode = exitCode;
    this.code = code;
    this.cure = cure;
  }
}
