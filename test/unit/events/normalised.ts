import type { EventDefinition } from '../../../lib/catalogue/definition.ts';
import { type Normalisation, normalise } from '../../../lib/events/normalise.ts';
import type { DecodedObject } from '../../../lib/form/decoded.ts';
import { envelopeOf } from '../../../lib/form/envelope.ts';
import { throughPhp } from '../../samples.ts';

export const member = 'a223c6b3710f85df22e9377d6c4f7553';

/** 2026-03-17T14:52:42.500Z. */
const received = 1_773_759_162_500;

/** Normalises what PHP would make of a `data`, from the demo portal. */
export const normalised = (
  definition: EventDefinition,
  data: unknown,
  envelope: object = {},
): Normalisation => {
  const body = throughPhp({
    event: definition.name.toUpperCase(),
    data,
    ts: 1773759161,
    auth: { member_id: member, domain: 'p.bitrix24.com', application_token: 'x' },
    ...envelope,
  });
  return normalise(definition, { ...envelopeOf(body as DecodedObject), memberId: member }, received);
};
