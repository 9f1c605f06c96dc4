/**
 * A fault the local endpoint plays on one request, to try how a sender behaves when EventBridge misbehaves.
 *
 * - `error`: HTTP 500 InternalException, nothing accepted
 * - `throttle`: HTTP 400 ThrottlingException, nothing accepted
 * - `partial`: PutEvents accepts only some entries; the others fail with ThrottlingException at their index
 * - `hang`: no answer for as long as the endpoint runs, nothing accepted
 * - `reset`: the connection is torn down after the request was carried out (accepted but unacknowledged)
 */
export type Fault = 'error' | 'throttle' | 'partial' | 'hang' | 'reset';

/** The emulated services that faults can be played on. */
export const services = ['eventbridge', 'sns', 'sqs', 'dynamodb', 'kms', 'ssm'] as const;

type Service = (typeof services)[number];

export type Faults = Partial<Record<Service, Fault>>;
