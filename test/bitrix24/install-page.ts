import { type Portal, randomHex } from './portal.ts';
import { type Site, serverEndpoint } from './site.ts';
import { ACCESS_SECONDS, INSTALLER, issuePair } from './tokens.ts';

/** The query that the portal adds to the installation URL. */
export const pageQuery = (portal: Portal) => ({
  DOMAIN: portal.domain,
  PROTOCOL: '1',
  LANG: portal.language,
  APP_SID: randomHex(),
});

/** The form that the administrator's browser posts; an older portal says less. */
export const pageForm = (site: Site, portal: Portal, isOlder: boolean) => {
  const { accessToken, refreshToken } = issuePair(portal, INSTALLER, site.clock());
  return {
    AUTH_ID: accessToken,
    AUTH_EXPIRES: String(ACCESS_SECONDS),
    REFRESH_ID: refreshToken,
    ...(!isOlder && {
      SERVER_ENDPOINT: serverEndpoint(site),
      APPLICATION_TOKEN: portal.applicationToken,
      APPLICATION_SCOPE: portal.scopes.join(','),
    }),
    member_id: portal.memberId,
    status: 'L',
    PLACEMENT: 'DEFAULT',
    PLACEMENT_OPTIONS: '{"any":"1"}',
  };
};

/**
 * Whether a page calls `BX24.installFinish()` in a browser, which runs the scripts of a page only; `BX24` exists where
 * its script is loaded.
 */
export const finishesInstallation = (type: string, html: string): boolean => {
  const scripts = [...html.matchAll(/<script\b([^>]*)>([\s\S]*?)<\/script>/gi)];
  return (
    /^text\/html\b/i.test(type) &&
    scripts.some(([, attributes]) =>
      /\bsrc=["']?[^"'\s>]*\bapi\.bitrix24\.[a-z]+\/api\/v1\//i.test(attributes ?? ''),
    ) &&
    scripts.some(([, , code]) => /\bBX24\.installFinish\s*\(\s*\)/.test(code ?? ''))
  );
};
