// What every contestant has to do once the form is decoded and validated; bundled into each, so that they differ in
// nothing else.
import { createHash } from 'node:crypto';

const [memberId, token] = process.env.PORTALS.split(':');

/** Whether the portal that the form names is the one that may send. */
export const isKnown = ({ member_id, application_token }) =>
  member_id === memberId && application_token === token;

/** The entry that PutEvents takes for the first session of a validated form. */
export const entryOf = ({ ts, auth, data }) => {
  const [{ connector, chat, user }] = data.DATA;
  const portal = `urn:bitrix24:portal:${auth.member_id}`;
  const id = createHash('sha256').update(`${auth.member_id} ${ts} ${chat.id}`).digest('hex').slice(0, 32);
  const detail = {
    specversion: '1.0',
    id,
    source: portal,
    type: 'com.bitrix24.imopenlines.session.started.v1',
    subject: `connector/${connector.connector_id}/line/${connector.line_id}/chat/${chat.id}`,
    time: new Date(ts * 1000).toISOString(),
    datacontenttype: 'application/json',
    data: {
      connector: { id: connector.connector_id },
      line: { id: connector.line_id, name: user?.name },
      chat: { id: chat.id },
      user: { id: connector.user_id },
    },
  };
  return {
    EventBusName: process.env.EVENT_BUS_NAME,
    Source: 'bitrix24.imopenlines',
    DetailType: 'OnSessionStart',
    Time: new Date(ts * 1000),
    Resources: [portal],
    Detail: JSON.stringify(detail),
  };
};
