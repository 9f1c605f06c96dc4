import type { EventName } from '../catalogue/index.ts';
import type { Config } from '../config.ts';
import type { CloudEvent } from '../events/cloud-event.ts';
import { bodyText } from '../form/body.ts';
import type { DecodedObject } from '../form/decoded.ts';
import { type Envelope, envelopeOf } from '../form/envelope.ts';
import { decodeForm } from '../middleware/decode.ts';
import type { Details } from './protocol.ts';

/** A request to a function, and what is known of it when it has been answered. */
export type Exchange = {
  /** The event whose function took it. */
  readonly name: EventName;
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  /** Whether its media type says so. */
  readonly isForm: boolean;
  readonly body: Buffer;
  /** Unix milliseconds at which the function was called. */
  readonly called: number;
  /** None where a queue took it. */
  readonly answer?: NonNullable<Details['answer']>;
  /** What the function wrote. */
  readonly log: readonly string[];
  /** Why destinations did not accept its events, by id, where the undelivered queue could be asked. */
  readonly reasons?: ReadonlyMap<string, string>;
  /** As on the bus: the event of an install page has parts that its form does not tell. */
  readonly seen?: CloudEvent;
};

/** A body as far as it can be read. */
export type Reading = { readonly decoded?: DecodedObject; readonly envelope?: Envelope };

/** How the functions are set up. */
export type Setup = Omit<Config, 'portals'>;

/** Decodes a body as its function does. */
export const readingOf = ({ body, isForm }: Pick<Exchange, 'body' | 'isForm'>, setup: Setup): Reading => {
  const { MAX_BODY_BYTES: maxBodyBytes, MAX_DEPTH: maxDepth, MAX_PAIRS: maxPairs } = setup;
  if (!isForm) return {};
  const posted = { body: body.toString('base64'), isBase64Encoded: true };
  const decoded = unlessRefused(() =>
    decodeForm(bodyText(posted, maxBodyBytes), { maxBodyBytes, maxDepth, maxPairs }),
  );
  const envelope = decoded && unlessRefused(() => envelopeOf(decoded));
  return { ...(decoded && { decoded }), ...(envelope && { envelope }) };
};

/** Why it was refused is in the answer. */
const unlessRefused = <Read>(read: () => Read): Read | undefined => {
  try {
    return read();
  } catch {
    return undefined;
  }
};
