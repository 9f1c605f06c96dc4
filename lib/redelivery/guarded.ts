import { type Destination, type Rejection, rejectionOf, type Verdicts } from '../publish/destination.ts';
import { jittered } from './backoff.ts';
import { admit, afterAttempt, closed } from './circuit.ts';

/** Time and chance, as redelivery sees them. */
export type Chance = {
  /** Unix milliseconds. */
  readonly now: () => number;
  /** From 0 up to 1. */
  readonly random: () => number;
};

/** The code of an event that was not tried at all. */
export const CIRCUIT_OPEN = 'CircuitOpen';

const circuitOpen: Rejection = { code: CIRCUIT_OPEN, message: 'not tried, the destination was down' };

/** Rejections of one event for what it is; they tell nothing about the destination (codes of PutEvents and SNS). */
const ofTheEvent = new Set([
  'Oversize',
  'MalformedDetail',
  'InvalidArgument',
  'InvalidParameter',
  'InvalidParameterValue',
  'ValidationException',
  'ValidationError',
]);

/** A destination behind a circuit of its own, which this container keeps. */
export const guarded = (destination: Destination, { now, random }: Chance): Destination => {
  let circuit = closed;
  return {
    name: destination.name,
    publish: async (publications, signal) => {
      const admission = admit(circuit, publications.length, now());
      circuit = admission.circuit;
      const admitted = publications.slice(0, admission.admitted);
      if (admitted.length === 0) return publications.map(() => circuitOpen);
      const verdicts = await destination
        .publish(admitted, signal)
        .catch((fault: unknown): Verdicts => admitted.map(() => rejectionOf(fault)));
      const rejections = verdicts.filter((verdict) => verdict !== undefined);
      const attempt = {
        accepted: admitted.length - rejections.length,
        failed: rejections.filter(({ code }) => !ofTheEvent.has(code)).length,
      };
      circuit = afterAttempt(circuit, attempt, now(), (most) => jittered(most, random));
      return publications.map((_, position) =>
        position < admitted.length ? verdicts[position] : circuitOpen,
      );
    },
  };
};
