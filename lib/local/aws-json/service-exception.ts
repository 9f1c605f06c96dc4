/** An error answer of an AWS API. `name` is the API's error code (goes out as `__type`). */
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
