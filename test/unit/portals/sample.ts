import { randomBytes } from 'node:crypto';
import type { Portal } from '../../../lib/portals/portal.ts';

/** Text, whole numbers and bytes of every kind that a portal has; the tokens are noise. */
export const fullPortal = (memberId: string): Portal => ({
  ...newPortal(memberId),
  domain: 'some-domain.bitrix24.com',
  tokenDigest: randomBytes(32),
  previousDigest: randomBytes(32),
  previousExpires: 1_760_086_400_000,
  userId: 1,
  licence: 'L',
  installedBy: 7,
  earlierBaseUrls: ['https://earlier.example'],
  boundEvents: ['OnSessionStart', 'OnSessionFinish'],
  problems: [
    { check: 'scope', code: 'insufficient_scope', message: 'imconnector is missing', cure: 'Tick it.' },
    { check: 'bindings', code: 'ERROR_EVENT_NOT_FOUND', message: '', cure: '', event: 'OnSessionStart' },
  ],
  checkedAt: 1_760_000_000_125,
  uninstalledAt: 1_760_000_000_126,
  expiresAt: 1_762_592_000_000,
});

/** A portal as it is before it is stored, with nothing that it need not have. */
export const newPortal = (memberId: string): Portal => ({
  memberId,
  status: 'installed',
  clientEndpoint: 'https://some-domain.bitrix24.com/rest/',
  oauthEndpoint: 'https://oauth.bitrix.info/oauth/token/',
  sealedTokens: randomBytes(300),
  tokenOwner: 'user',
  accessExpires: 1_760_003_600_000,
  refreshExpires: 1_775_552_000_000,
  scopes: ['imopenlines', 'imconnector'],
  baseUrl: 'https://api.example',
  earlierBaseUrls: [],
  boundEvents: [],
  problems: [],
  provenAt: 1_760_000_000_000,
  installedAt: 1_760_000_000_123,
  updatedAt: 1_760_000_000_124,
  revision: 0,
});
