/**
 * The errors that portals and the OAuth server answer with: HTTP status and text. From the documentation ("Statuses
 * and System Error Codes", "Authorization Server Error Codes", the pages of the methods); the texts it lacks are those
 * that portals were seen to send. `invalid_client` is 401, as Bitrix24's own PHP SDK expects it.
 */
const documented = {
  NO_AUTH_FOUND: [401, 'Wrong authorization data'],
  invalid_token: [401, 'Unable to get application by token'],
  expired_token: [401, 'The access token provided has expired.'],
  ERROR_OAUTH: [401, 'Application not installed'],
  WRONG_AUTH_TYPE: [403, 'Current authorization type is denied for this method'],
  insufficient_scope: [403, 'The request requires higher privileges than provided by the access token'],
  user_access_error: [403, 'The user does not have access to the application'],
  ACCESS_DENIED: [403, 'Access denied!'],
  WRONG_LICENSE: [403, 'This feature is not enabled for the current license'],
  ERROR_CORE: [400, 'Internal error'],
  ERROR_ARGUMENT: [400, 'Wrong argument'],
  ERROR_EVENT_NOT_FOUND: [400, 'Event not found'],
  IMCONNECTOR_NO_CORRECT_PROVIDER: [400, 'Не удалось найти подходящий провайдер для коннектора'],
  ERROR_WRONG_HANDLER_URL: [400, 'Wrong handler URL'],
  ERROR_UNSUPPORTED_PROTOCOL: [400, 'Unsupported handler protocol'],
  ERROR_METHOD_NOT_FOUND: [404, 'Method not found!'],
  ERROR_BATCH_METHOD_NOT_ALLOWED: [405, 'Method is not allowed for batch usage'],
  ERROR_BATCH_LENGTH_EXCEEDED: [400, 'Max batch length exceeded'],
  QUERY_LIMIT_EXCEEDED: [503, 'Too many requests'],
  OVERLOAD_LIMIT: [503, 'REST API is blocked due to overload'],
  OPERATION_TIME_LIMIT: [429, 'Method is blocked due to operation time limit.'],
  INTERNAL_SERVER_ERROR: [500, 'Internal server error'],
  PORTAL_DELETED: [500, 'Portal was deleted'],
  invalid_request: [400, 'An incorrectly formatted authorization request was provided'],
  invalid_client: [401, 'Invalid client data was provided'],
  invalid_grant: [400, 'Invalid authorization data was provided'],
  PAYMENT_REQUIRED: [402, 'Payment required'],
} as const;

export type RefusalCode = keyof typeof documented;

/** An error answer of a portal or of the OAuth server. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: RefusalCode;
  readonly status: number;
  readonly #argument: string | undefined;

  /** @param description where it is not the documented one. */
  constructor(code: RefusalCode, description?: string, argument?: string) {
    super(description ?? documented[code][1]);
    this.code = code;
    this.status = documented[code][0];
    this.#argument = argument;
  }

  /** The body of the answer, and the entry of `result_error` in a batch. */
  body(): Record<string, string> {
    return {
      error: this.code,
      error_description: this.message,
      ...(this.#argument !== undefined && { argument: this.#argument }),
    };
  }
}

/** A parameter that is missing, as Bitrix24's ArgumentNullException says it. */
export const missingArgument = (name: string): Refusal =>
  new Refusal('ERROR_ARGUMENT', `Argument '${name}' is null or empty`, name);
