/** A failure that trying again does not cure. Quotes nothing of a message. */
export class FinalFailure extends Error {
  override readonly name = 'FinalFailure';
  readonly code: string;
  /** What to do about it. */
  readonly cure: string;

  constructor(code: string, message: string, cure: string) {
    super(message);
    this.code = code;
    this.cure = cure;
  }
}
