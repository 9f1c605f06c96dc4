import type { Row } from '../../../lib/inspector/protocol.ts';

/** A row of a session that has started, where nothing else is said. */
export const rowOf = (seq: number, differs: Partial<Row> = {}): Row => ({
  seq,
  at: '2026-11-22T10:00:00.123Z',
  event: 'OnSessionStart',
  outcome: 'published',
  portal: 'a223c6b3710f85df22e9377d6c4f7553',
  connector: 'livechat',
  line: 128,
  chat: '1987',
  ...differs,
});

/** What is on the bus of a message with this text. */
export const publishedWith = (text: string, domain?: string): NonNullable<Row['published']> => ({
  specversion: '1.0',
  id: 'c77194fb696ac1e5ac027646d57cee8b',
  source: 'urn:bitrix24:portal:a223c6b3710f85df22e9377d6c4f7553',
  type: 'com.bitrix24.imopenlines.message.added.v1',
  time: '2026-11-22T10:00:00Z',
  datacontenttype: 'application/json',
  dataschema: 'urn:b24bus:schema:com.bitrix24.imopenlines.message.added.v1',
  ...(domain !== undefined && { portaldomain: domain }),
  receivedtime: '2026-11-22T10:00:00.123Z',
  partitionkey: 'a223c6b3710f85df22e9377d6c4f7553/1987',
  data: { message: { direction: 'incoming', system: false, text } } as object,
});
