/**
 * What can happen to a call on its way to an AWS service.
 *
 * - `error`: HTTP 500, nothing carried out
 * - `throttle`: HTTP 400 ThrottlingException, nothing carried out
 * - `partial`: every entry of a batch call fails with a chance of one half, the others are carried out
 * - `slow`: no answer before every deadline has passed; carried out with a chance of one half
 * - `reset`: carried out, and the connection is reset in the middle of the answer
 * - `drop`: not carried out, and acknowledged: a bus that lies. Only for the check of the check
 */
export type Fault = 'error' | 'throttle' | 'partial' | 'slow' | 'reset' | 'drop';

/** A call as the proxy sees it. */
export type Call = {
  readonly service: 'eventbridge' | 'sqs' | 'dynamodb';
  /** `PutEvents`, `SendMessageBatch`, `GetItem`, ... */
  readonly operation: string;
  /** Its body. */
  readonly text: string;
};

/** A fault of one service, on a share of its calls (all of them unless given). */
export type Rule = {
  readonly service: Call['service'];
  readonly fault: Fault;
  readonly rate?: number;
  /** Calls at most. */
  readonly most?: number;
};

/** At which call a process is killed: when it has come in, or when it has been carried out and not yet answered. */
export type KillPoint = {
  readonly service: Call['service'];
  readonly operation: string;
  readonly stage: Stage;
  /** Share of the calls that are the last ones of their process; all of them unless given. */
  readonly rate?: number;
  /** Processes that are killed at most. */
  readonly most?: number;
};

export type Stage = 'before' | 'after';

/** What the proxies ask. */
export type Control = {
  faultOf(call: Call): Fault | undefined;
  /** Kills the process that has made a call, if this is where it has to die. */
  kills(call: Call, stage: Stage): boolean;
  /** Told of each call that was carried out and whose sender does not know it. */
  unacknowledged(text: string): void;
  /** The body to pass on, delays in the time scale of the run. */
  rescaled(operation: string, text: string): string;
};
