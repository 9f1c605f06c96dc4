import type { KnownEvent } from 'b24bus/consumer';
import * as v from 'valibot';
import { Bitrix24Error } from '../../lib/bitrix24/error.ts';
import { lifecycleFrom } from '../../lib/lifecycle/lifecycle.ts';
import { openSession } from '../../lib/lifecycle/session.ts';
import { FinalFailure } from './final-failure.ts';

/** Milliseconds that a portal may take; the function has 30 s. */
const PATIENCE_MS = 15_000;

const registerConnector =
  'Register the connector with this application (imconnector.register), then redrive the dead letters.';

const lifecycle = lifecycleFrom(process.env);

/**
 * Tells the portal that a message has arrived in the external system, which is what makes it tell of later changes.
 * Telling it twice changes nothing.
 *
 * @throws FinalFailure where the portal refuses for good; Bitrix24Error or PortalsFault where it may not.
 */
export const confirmDelivery = async (
  { portal, data: { connector, line, chat, message } }: KnownEvent<'OnImConnectorMessageAdd'>,
  externalIds: readonly string[],
): Promise<void> => {
  const installed = await lifecycle.table.get(portal);
  if (installed?.status !== 'installed') throw notInstalled(portal);
  if (message.id === undefined) throw withoutId();
  try {
    const { rest } = await openSession(installed, lifecycle, Date.now() + PATIENCE_MS);
    const result = await rest.call('imconnector.send.status.delivery', {
      CONNECTOR: connector.id,
      LINE: String(line.id),
      MESSAGES: {
        0: {
          im: { chat_id: String(chat.id), message_id: String(message.id) },
          message: { id: Object.fromEntries(externalIds.entries()) },
          chat: { id: chat.externalId },
        },
      },
    });
    if (!v.is(accepted, result))
      throw new FinalFailure('NOT_ACCEPTED', 'The portal does not accept it.', registerConnector);
  } catch (fault) {
    throw fault instanceof Bitrix24Error && !fault.temporary ? refused(fault) : fault;
  }
};

/** Older portals answer `SUCCESS: false` where newer ones answer an error. */
const accepted = v.object({ SUCCESS: v.literal(true) });

const withoutId = (): FinalFailure =>
  new FinalFailure(
    'NO_MESSAGE_ID',
    'The portal does not name the message.',
    'It is delivered, and stays unconfirmed.',
  );

const notInstalled = (portal: string): FinalFailure =>
  new FinalFailure(
    'NOT_INSTALLED',
    `Portal ${portal} has not installed the application.`,
    'Install it there, then redrive the dead letters.',
  );

const refused = ({ code, message, cure }: Bitrix24Error): FinalFailure =>
  new FinalFailure(code, message, code === 'IMCONNECTOR_NO_CORRECT_PROVIDER' ? registerConnector : cure);
