import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Fault } from '../../../lib/local/faults.ts';
import type { Listening } from '../../../lib/local/http.ts';
import { startKms } from '../../../lib/local/kms.ts';
import { PortalsFault } from '../../../lib/portals/fault.ts';
import type { TokenPair } from '../../../lib/portals/portal.ts';
import { tokenSeal } from '../../../lib/portals/seal.ts';
import { Secret } from '../../../lib/secret.ts';
import { reachAws, serve } from '../publish/stage.ts';

const KEY = 'arn:aws:kms:eu-central-1:000000000000:key/0b24b05e-0000-4000-8000-000000000001';
const MEMBER = 'a223c6b3710f85df22e9377d6c4f7553';
const pair: TokenPair = {
  accessToken: new Secret('access-токен'),
  refreshToken: new Secret('refresh-token'),
};

let emulator: Listening;
let fault: Fault | undefined;

beforeAll(async () => {
  emulator = await startKms(KEY, { faults: () => fault });
});
beforeEach(() => {
  fault = undefined;
  reachAws('KMS', emulator.url);
});
afterEach(() => vi.unstubAllEnvs());
afterAll(() => emulator.close());

const shown = ({ accessToken, refreshToken }: TokenPair) => [accessToken.reveal(), refreshToken.reveal()];

/** What a call throws; never quoted by it are the tokens. */
const faultOf = async (call: Promise<unknown>): Promise<PortalsFault> => {
  const thrown = await call.then(
    () => new Error('nothing was thrown'),
    (cause: unknown) => cause,
  );
  if (!(thrown instanceof PortalsFault)) throw thrown;
  expect(JSON.stringify({ ...thrown, message: thrown.message, cause: thrown.cause })).not.toMatch(
    /access-|refresh-/,
  );
  return thrown;
};

const unreadable = (memberId: string) => ({
  code: 'TOKENS_UNREADABLE',
  message: `The tokens of the portal ${memberId} cannot be decrypted: they were changed, or belong to another portal`,
  cure: 'Install the application in this portal again.',
});

describe('a sealed pair of tokens', () => {
  it('is opened for the same portal', async () => {
    const sealed = await tokenSeal(KEY).seal(MEMBER, pair);
    expect(shown(await tokenSeal(KEY).open(MEMBER, sealed))).toEqual(['access-токен', 'refresh-token']);
  });

  it('begins with its version, shows nothing, and is another each time', async () => {
    const [one, other] = [await tokenSeal(KEY).seal(MEMBER, pair), await tokenSeal(KEY).seal(MEMBER, pair)];
    expect(one[0]).toBe(1);
    expect(one.toString('latin1')).not.toMatch(/token/);
    expect(one.equals(other)).toBe(false);
  });

  it('is opened by a key that is named by its id', async () => {
    const byId = tokenSeal(KEY.slice(KEY.indexOf('/') + 1));
    expect(shown(await byId.open(MEMBER, await byId.seal(MEMBER, pair)))).toEqual(shown(pair));
  });

  it('is not opened for another portal', async () => {
    const sealed = await tokenSeal(KEY).seal(MEMBER, pair);
    expect(await faultOf(tokenSeal(KEY).open('another', sealed))).toMatchObject(unreadable('another'));
  });

  it('is not opened for another portal under a key that was encrypted for that one', async () => {
    const [ours, theirs] = [
      await tokenSeal(KEY).seal(MEMBER, pair),
      await tokenSeal(KEY).seal('another', pair),
    ];
    const keyEnd = 3 + ours.readUInt16BE(1);
    const mixed = Buffer.concat([theirs.subarray(0, keyEnd), ours.subarray(keyEnd)]);
    expect(await faultOf(tokenSeal(KEY).open('another', mixed))).toMatchObject(unreadable('another'));
  });

  it('is not opened if any of its bytes but the version was changed', async () => {
    const seal = tokenSeal(KEY);
    const sealed = await seal.seal(MEMBER, pair);
    for (let position = 1; position < sealed.length; position++) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(position) ^ 1, position);
      expect(await faultOf(seal.open(MEMBER, changed)), `byte ${position}`).toMatchObject(unreadable(MEMBER));
    }
  });

  it.each([0, 1, 2, 3, 10, 60, -1])('is not opened if it was cut at %i', async (end) => {
    const sealed = await tokenSeal(KEY).seal(MEMBER, pair);
    const cut = sealed.subarray(0, end);
    expect(await faultOf(tokenSeal(KEY).open(MEMBER, cut))).toMatchObject(unreadable(MEMBER));
  });

  it('of an unknown version is not opened', async () => {
    const sealed = await tokenSeal(KEY).seal(MEMBER, pair);
    sealed.writeUInt8(0, 0);
    expect(await faultOf(tokenSeal(KEY).open(MEMBER, sealed))).toMatchObject(unreadable(MEMBER));
    sealed.writeUInt8(2, 0);
    expect(await faultOf(tokenSeal(KEY).open(MEMBER, sealed))).toMatchObject({
      code: 'TOKENS_OF_NEWER_VERSION',
      message: `The tokens of the portal ${MEMBER} are sealed in version 2, this is version 1`,
    });
  });
});

describe('a key', () => {
  const answering = (answer: string) =>
    serve((_, response) => {
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(answer);
    });

  const refusing = (code: string) =>
    serve((_, response) => {
      response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify({ __type: code, message: 'not now' }));
    });

  it.each([
    ['AccessDeniedException', `Allow the role kms:GenerateDataKey and kms:Decrypt on the key ${KEY}.`],
    ['NotFoundException', 'Set TOKEN_KEY_ID to the key that the stack made (its output TokenKeyArn).'],
    ['DisabledException', `Enable the key ${KEY}, or cancel its deletion, in the KMS console.`],
    ['KMSInvalidStateException', `Enable the key ${KEY}, or cancel its deletion, in the KMS console.`],
    [
      'IncorrectKeyException',
      'Set TOKEN_KEY_ID to the key with which they were encrypted, or install the application again.',
    ],
  ])('that answers %s is named, with the cure', async (code, cure) => {
    const sealed = await tokenSeal(KEY).seal(MEMBER, pair);
    reachAws('KMS', await refusing(code));
    const seal = tokenSeal(KEY);
    const cannot = (what: string) =>
      `The tokens of the portal ${MEMBER} cannot be ${what} with the key ${KEY}: ${code}: not now`;
    expect(await faultOf(seal.seal(MEMBER, pair))).toMatchObject({
      code,
      message: cannot('encrypted'),
      cure,
    });
    expect(await faultOf(seal.open(MEMBER, sealed))).toMatchObject({
      code,
      message: cannot('decrypted'),
      cure,
    });
  });

  it('that is not there is told by the emulator too', async () => {
    expect(await faultOf(tokenSeal('alias/none').seal(MEMBER, pair))).toMatchObject({
      code: 'NotFoundException',
      message: expect.stringContaining("Key 'alias/none' does not exist"),
    });
  });

  it('that KMS does not give out for now has another attempt as its cure', async () => {
    fault = 'error';
    expect(await faultOf(tokenSeal(KEY).seal(MEMBER, pair))).toMatchObject({
      code: 'InternalException',
      cure: 'Try again. If it stays so, look for an outage at https://health.aws.amazon.com.',
    });
  });

  it.each(['{}', '{"Plaintext":"AAAA"}'])('that is missing from the answer %s is a fault', async (answer) => {
    const sealed = await tokenSeal(KEY).seal(MEMBER, pair);
    reachAws('KMS', await answering(answer));
    const noKey = expect.stringMatching(/: Unknown: there is no key in the answer$/);
    expect(await faultOf(tokenSeal(KEY).seal(MEMBER, pair))).toMatchObject({ message: noKey });
    reachAws('KMS', await answering('{}'));
    expect(await faultOf(tokenSeal(KEY).open(MEMBER, sealed))).toMatchObject({ message: noKey });
  });

  it('of a KMS that cannot be reached is a fault', async () => {
    const gone = await startKms(KEY);
    await gone.close();
    reachAws('KMS', gone.url);
    expect(await faultOf(tokenSeal(KEY).seal(MEMBER, pair))).toMatchObject({
      code: 'ECONNREFUSED',
      message: expect.stringMatching(/cannot be encrypted with the key .+: ECONNREFUSED: connect/),
    });
  });
});
