/** What portals are kept with (the table, the key, the application's parameter) does not work. Holds no secret. */
export class PortalsFault extends Error {
  override readonly name = 'PortalsFault';
  /** The service's own code (`AccessDeniedException`), or ours (`PORTAL_UNREADABLE`). */
  readonly code: string;
  /** What to do about it. */
  readonly cure: string;

  constructor(code: string, message: string, cure: string) {
    super(message);
    this.code = code;
    this.cure = cure;
  }
}

/**
 * A call to an AWS service that failed. The SDK's error is not kept as the cause: it holds the answer.
 *
 * @param what was tried, as the beginning of a sentence: `The portals table x cannot be read`.
 * @param cures by the code of the service.
 */
export const serviceFault = (
  what: string,
  fault: unknown,
  cures: Readonly<Record<string, string>>,
): PortalsFault => {
  const code = codeOf(fault);
  const message = fault instanceof Error && fault.message !== 'UnknownError' ? fault.message : '';
  const reason = [code, message].filter((part) => part !== '').join(': ');
  return new PortalsFault(code, `${what}: ${reason}`, cures[code] ?? TRY_AGAIN);
};

/** A connection that fails has its code beside its name (`ECONNREFUSED`), an answer of a service as its name. */
const codeOf = (fault: unknown): string => {
  if (!(fault instanceof Error)) return 'Unknown';
  if (fault.name !== 'Error') return fault.name;
  return 'code' in fault && typeof fault.code === 'string' ? fault.code : 'Unknown';
};

const TRY_AGAIN = 'Try again. If it stays so, look for an outage at https://health.aws.amazon.com.';
