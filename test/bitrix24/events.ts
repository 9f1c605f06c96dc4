/** The scope that the portal asks for before it binds any of the Open Channels events. */
const OPEN_CHANNELS = 'imopenlines';

const openChannels = [
  'ONIMCONNECTORMESSAGEADD',
  'ONIMCONNECTORMESSAGEUPDATE',
  'ONIMCONNECTORMESSAGEDELETE',
  'ONIMCONNECTORDIALOGSTART',
  'ONIMCONNECTORDIALOGFINISH',
  'ONIMCONNECTORSTATUSDELETE',
  'ONIMCONNECTORLINEDELETE',
  'ONOPENLINEMESSAGEADD',
  'ONOPENLINEMESSAGEUPDATE',
  'ONOPENLINEMESSAGEDELETE',
  'ONSESSIONSTART',
  'ONSESSIONFINISH',
];

/** Events about the application itself; they need no scope. */
const application = [
  'ONAPPINSTALL',
  'ONAPPUPDATE',
  'ONAPPUNINSTALL',
  'ONAPPPAYMENT',
  'ONAPPTEST',
  'ONAPPMETHODCONFIRM',
];

/**
 * The events that an application with these scopes can bind. To the portal an event outside of the application's
 * scopes does not exist (`ERROR_EVENT_NOT_FOUND`), as one that its version does not have.
 */
export const knownEvents = (scopes: readonly string[], unknownEvents: readonly string[]): string[] => {
  const lacking = new Set(unknownEvents.map((event) => event.toUpperCase()));
  return [...application, ...(scopes.includes(OPEN_CHANNELS) ? openChannels : [])].filter(
    (event) => !lacking.has(event),
  );
};
