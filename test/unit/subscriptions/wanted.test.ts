import { describe, expect, test } from 'vitest';
import { comparable, otherBaseUrls, wantedBindings } from '../../../lib/subscriptions/wanted.ts';

/** The contract's table. */
const routes = [
  ['ONIMCONNECTORMESSAGEADD', '/events/on-im-connector-message-add'],
  ['ONIMCONNECTORMESSAGEUPDATE', '/events/on-im-connector-message-update'],
  ['ONIMCONNECTORMESSAGEDELETE', '/events/on-im-connector-message-delete'],
  ['ONIMCONNECTORDIALOGSTART', '/events/on-im-connector-dialog-start'],
  ['ONIMCONNECTORDIALOGFINISH', '/events/on-im-connector-dialog-finish'],
  ['ONIMCONNECTORSTATUSDELETE', '/events/on-im-connector-status-delete'],
  ['ONIMCONNECTORLINEDELETE', '/events/on-im-connector-line-delete'],
  ['ONOPENLINEMESSAGEADD', '/events/on-open-line-message-add'],
  ['ONOPENLINEMESSAGEUPDATE', '/events/on-open-line-message-update'],
  ['ONOPENLINEMESSAGEDELETE', '/events/on-open-line-message-delete'],
  ['ONSESSIONSTART', '/events/on-session-start'],
  ['ONSESSIONFINISH', '/events/on-session-finish'],
  ['ONAPPINSTALL', '/app/install'],
  ['ONAPPUPDATE', '/app/update'],
  ['ONAPPUNINSTALL', '/app/uninstall'],
  ['ONAPPTEST', '/events/on-app-test'],
];

describe('the wanted bindings', () => {
  test.each(['https://api.example', 'https://api.example/', 'https://api.example/dev//'])(
    'are those of the contract under %s',
    (baseUrl) => {
      const base = baseUrl.replace(/\/+$/, '');
      const listed = wantedBindings(baseUrl).map(({ event, handler }) => `${event} ${handler}`);
      expect(listed.toSorted()).toStrictEqual(
        routes.map(([event, route]) => `${event} ${base}${route}`).toSorted(),
      );
    },
  );

  test('name the event as the catalogue does', () => {
    for (const { name, event } of wantedBindings('https://api.example')) {
      expect(name.toUpperCase()).toBe(event);
    }
  });
});

test.each([
  ['https://API.example:443/Events/x/', 'https://api.example/events/x'],
  ['http://api.example:80', 'http://api.example'],
  ['no URL/', 'no url'],
])('%s is comparable as %s', (url, expected) => {
  expect(comparable(url)).toBe(expected);
});

test('earlier base URLs are told apart from the present one, and from each other', () => {
  const deployment = {
    baseUrl: 'https://api.example/',
    earlierBaseUrls: [
      'https://API.example',
      'https://old.example',
      'https://old.example/',
      'https://api.example/dev',
    ],
  };
  expect(otherBaseUrls(deployment).map(comparable)).toStrictEqual([
    'https://old.example',
    'https://api.example/dev',
  ]);
});
