/** How the functions of a local run reach the emulators: their variables, as `GET /_local/environment` tells them. */
export type Environment = Readonly<Record<string, string>>;

export type Options = {
  /** Where to say what was done, line by line. */
  readonly say: (line: string) => void;
  /** Seconds until a message that failed comes again. */
  readonly visibilitySeconds?: number;
  /** How often it comes, until it goes to the dead letters. */
  readonly maxReceives?: number;
};

/** An example that takes events. */
export type Running = {
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
  stop(): Promise<void>;
};

/** `local.ts` of an example. */
export type Example = {
  /**
   * Makes what its serverless.yml makes, at the emulators of a local run, and starts to poll its queue. The settings of
   * this process become those of its function.
   */
  start(environment: Environment, options: Options): Promise<Running>;
};
