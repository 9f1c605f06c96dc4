import type { Control } from './control-api.ts';

/**
 * The control API of a stand-in that runs in another process.
 *
 * @param url where it listens, such as `http://127.0.0.1:3001`.
 */
export const controlOf = (url: string): Control => {
  const ask = async <Answer>(method: string, path: string, input?: object): Promise<Answer> => {
    const response = await fetch(new URL(`/_control/${path}`, url), {
      method,
      ...(input !== undefined && {
        body: JSON.stringify(input),
        headers: { 'content-type': 'application/json' },
      }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`The Bitrix24 stand-in answers ${response.status}: ${text}`);
    return JSON.parse(text) as Answer;
  };
  const of = (memberId: string, verb = ''): string => `portals/${encodeURIComponent(memberId)}${verb}`;
  return {
    createPortal: (options = {}) => ask('POST', 'portals', options),
    portals: () => ask('GET', 'portals'),
    portal: (memberId) => ask('GET', of(memberId)),
    changePortal: (memberId, change) => ask('PUT', of(memberId), change),
    issueTokens: (memberId) => ask('POST', of(memberId, '/tokens')),
    install: (memberId, options) => ask('POST', of(memberId, '/install'), options),
    userReady: (memberId, handler) => ask('POST', of(memberId, '/user-ready'), { url: handler }),
    fire: (memberId, event, data, options = {}) =>
      ask('POST', of(memberId, '/fire'), { event, data, ...options }),
    editMessage: (memberId, options) => ask('POST', of(memberId, '/edit-message'), options),
    deleteMessage: (memberId, options) => ask('POST', of(memberId, '/delete-message'), options),
    update: (memberId, options = {}) => ask('POST', of(memberId, '/update'), options),
    uninstall: (memberId, options = {}) => ask('POST', of(memberId, '/uninstall'), options),
    setFaults: async (faults) => {
      await ask('PUT', 'faults', faults);
    },
  };
};
