const problems = {
  'body-not-decodable': { status: 400, title: 'The body cannot be decoded' },
  'not-a-bitrix24-event': { status: 400, title: 'The body is not a Bitrix24 event' },
  'credentials-missing': { status: 401, title: 'The event does not say which portal sent it' },
  'sender-unknown': { status: 403, title: 'The sender is not known here' },
  'installation-unproven': { status: 403, title: 'The installation could not be proven' },
  'route-unknown': { status: 404, title: 'There is no such route' },
  'method-not-allowed': { status: 405, title: 'Only POST is accepted here' },
  'limit-exceeded': { status: 413, title: 'The body is over a limit' },
  'media-type-unsupported': { status: 415, title: 'The media type is not supported' },
  undelivered: { status: 503, title: 'The event could not be delivered or stored' },
  'installation-impossible': { status: 503, title: 'The installation could not be completed' },
  fault: { status: 500, title: 'An unexpected fault' },
} as const;

type ProblemCode = keyof typeof problems;

/**
 * A request that b24bus answers with an RFC 9457 problem document.
 *
 * `detail` is shown to the sender: it names the cure and must never quote the body.
 * `reason` is for the log only (why a sender is unknown must not be told to the sender).
 */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: ProblemCode;
  readonly status: number;
  readonly title: string;
  readonly reason: string | undefined;

  constructor(code: ProblemCode, detail: string, options: { cause?: unknown; reason?: string } = {}) {
    super(detail, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.status = problems[code].status;
    this.title = problems[code].title;
    this.reason = options.reason;
  }
}

/** The settings are wrong; `message` lists every one of them with its cure. Thrown once, at cold start. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';

  constructor(faults: readonly string[]) {
    super(`b24bus cannot start, its settings are wrong:\n${faults.map((fault) => `- ${fault}`).join('\n')}`);
  }
}
