/** What is wrong, and where: keys and list positions from the record on, such as `body.Message.data.line.id`. */
export type RecordIssue = { readonly path: string; readonly message: string };

/**
 * Why a record was not read:
 * - `not-json`: what should be JSON is not; truncated, or never was;
 * - `not-ours`: not an event of b24bus;
 * - `invalid`: an event of b24bus that breaks its contract;
 * - `batch`: several records where one was expected.
 */
export type RecordErrorCode = 'not-json' | 'not-ours' | 'invalid' | 'batch';

const cures: Readonly<Record<RecordErrorCode, string>> = {
  'not-json':
    'It was truncated, or does not come from b24bus. It will not get better: keep it in a dead-letter queue.',
  'not-ours':
    'Expected an event of b24bus from EventBridge, SQS or SNS, or the CloudEvent: narrow the rule or filter policy.',
  invalid: 'The event breaks its contract, docs/events.md: keep it in a dead-letter queue, and report it.',
  batch: 'Give the whole batch to lambdaHandler, or each record to parse.',
};

/** A record that `parse` cannot read. Says what, where and what to do, and never quotes what the record holds. */
export class RecordError extends Error {
  override readonly name = 'RecordError';
  readonly code: RecordErrorCode;
  /** Of the first issue; empty for the record itself. */
  readonly path: string;
  /** Everything that is wrong, at least one. */
  readonly issues: readonly RecordIssue[];

  constructor(code: RecordErrorCode, issues: readonly [RecordIssue, ...RecordIssue[]]) {
    const [{ path, message }, ...others] = issues;
    const more = others.length === 0 ? '' : `, and ${others.length} more`;
    super(`${path || 'The record'} ${message}${more}. ${cures[code]}`);
    this.code = code;
    this.path = path;
    this.issues = issues;
  }
}
