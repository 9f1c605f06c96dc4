/** The codes of SNS's faults that the SDK has a shape for, named after the code with this suffix. */
const suffixed =
  ' AuthorizationError BatchEntryIdsNotDistinct BatchRequestTooLong ConcurrentAccess EmptyBatchRequest ' +
  'EndpointDisabled FilterPolicyLimitExceeded InternalError InvalidBatchEntryId InvalidParameter InvalidSecurity ' +
  'InvalidState KMSAccessDenied KMSDisabled KMSInvalidState KMSNotFound KMSThrottling NotFound OptedOut ' +
  'PlatformApplicationDisabled ReplayLimitExceeded ResourceNotFound StaleTag SubscriptionLimitExceeded ' +
  'TagLimitExceeded TagPolicy Throttled TooManyEntriesInBatchRequest TopicLimitExceeded UserError ';

/** The name that the SDK gives to a fault of SNS: that of its shape, or the code where there is none. */
export const snsFaultName = (code: string): string => {
  if (code === 'ParameterValueInvalid') return 'InvalidParameterValueException';
  return suffixed.includes(` ${code} `) ? `${code}Exception` : code;
};
