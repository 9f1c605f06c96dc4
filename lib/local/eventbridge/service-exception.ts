/**
 * An error answer of the EventBridge API. `name` is the API's error code (goes out as `__type`).
 *
 * Source: "Common errors" and the Errors section of each operation in the Amazon EventBridge API Reference.
 */
export class ServiceException extends Error {
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.name = code;
    this.status = status;
  }
}

/** ValidationException with the given message. */
export function validationException(message: string): ServiceException {
  return new ServiceException('ValidationException', message);
}

/** InvalidEventPatternException in the wording the service uses, without the parser position it appends. */
export function invalidEventPattern(reason: string): ServiceException {
  return new ServiceException(
    'InvalidEventPatternException',
    `Event pattern is not valid. Reason: ${reason}`,
  );
}

/** ResourceNotFoundException for a rule that is not on the event bus. */
export function ruleNotFound(rule: string, bus: string): ServiceException {
  return new ServiceException('ResourceNotFoundException', `Rule ${rule} does not exist on EventBus ${bus}.`);
}

/** ResourceNotFoundException for an event bus. */
export function busNotFound(bus: string): ServiceException {
  return new ServiceException('ResourceNotFoundException', `Event bus ${bus} does not exist.`);
}
