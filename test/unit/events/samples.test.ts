import { describe, expect, test } from 'vitest';
import { catalogue } from '../../../lib/catalogue/index.ts';
import { normalise } from '../../../lib/events/normalise.ts';
import { envelopeOf } from '../../../lib/form/envelope.ts';
import { decodeForm } from '../../../lib/middleware/decode.ts';
import { eventOf, expectedOf, formOf, limits, publishedSamples, sampleSecrets } from '../../samples.ts';
import { member } from './normalised.ts';

describe('a recorded body', () => {
  test.each(publishedSamples)('%s becomes exactly what is expected of it', (sample) => {
    const name = eventOf(sample);
    if (name === undefined) throw new Error(`${sample} is of no event`);
    const envelope = { ...envelopeOf(decodeForm(formOf(sample), limits)), memberId: member };
    const { valid, errors, invalidItems } = normalise(catalogue[name], envelope, 0);
    expect([errors, invalidItems]).toEqual([[], []]);
    expect(
      valid.map(({ event: { type, subject, time, partitionkey, data } }) => ({
        type,
        ...(subject !== undefined && { subject }),
        time,
        partitionkey,
        data,
      })),
    ).toEqual(expectedOf(sample));
    for (const { event, json } of valid) expect(JSON.parse(json)).toEqual(event);
    for (const secret of sampleSecrets) expect(JSON.stringify(valid)).not.toContain(secret);
  });
});
