import type { CloudEvent } from '../../lib/events/cloud-event.ts';

/** An event as it might be on the bus. */
export const publishedEvent: CloudEvent = {
  specversion: '1.0',
  id: '84d56545b3ab646a10b766eba0fec324',
  source: 'urn:bitrix24:portal:a223c6b3710f85df22e9377d6c4f7553',
  type: 'com.bitrix24.app.tested.v1',
  time: '2024-05-02T11:33:52Z',
  datacontenttype: 'application/json',
  dataschema: 'urn:b24bus:schema:com.bitrix24.app.tested.v1',
  receivedtime: '2026-11-22T14:33:39.002Z',
  partitionkey: 'a223c6b3710f85df22e9377d6c4f7553',
  data: {},
};
