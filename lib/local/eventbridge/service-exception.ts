import { ServiceException } from '../aws-json/service-exception.ts';

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
