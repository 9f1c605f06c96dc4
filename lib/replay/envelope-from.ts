import { type Envelope, envelopeOf } from '../form/envelope.ts';
import type { VerifiedEnvelope } from '../portals/portals.ts';
import type { QuarantineRecord, UnverifiedRecord } from '../publish/record.ts';

/**
 * The envelope of a recorded body, which has lost its secrets and nothing else.
 *
 * @throws Problem `not-a-bitrix24-event` if the body is none.
 */
export const envelopeFrom = (record: QuarantineRecord | UnverifiedRecord): VerifiedEnvelope => {
  const { body, memberId, route } = record;
  const isPage = body['event'] === undefined && route === 'OnAppInstall';
  return { ...(isPage ? pageEnvelope(record) : envelopeOf(body)), memberId };
};

/** The form of the install page has no event; its time is that of the request. */
const pageEnvelope = ({ body, memberId, receivedtime }: QuarantineRecord | UnverifiedRecord): Envelope => {
  const { status } = body;
  return {
    event: 'ONAPPINSTALL',
    ts: String(Math.floor(Date.parse(receivedtime) / 1000)),
    memberId,
    domain: undefined,
    status: typeof status === 'string' ? status : undefined,
    token: undefined,
    data: undefined,
    body,
  };
};
