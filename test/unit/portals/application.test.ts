import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Fault } from '../../../lib/local/faults.ts';
import { type ParameterStore, startSsm } from '../../../lib/local/ssm.ts';
import { applicationFrom } from '../../../lib/portals/application.ts';
import { PortalsFault } from '../../../lib/portals/fault.ts';
import { reachAws, serve } from '../publish/stage.ts';

const NAME = '/b24bus/test/application';
const MINUTES = 60_000;
const value = (clientSecret: string) => JSON.stringify({ client_id: 'local.1', client_secret: clientSecret });

let emulator: ParameterStore;
let fault: Fault | undefined;
let calls = 0;

beforeAll(async () => {
  emulator = await startSsm({
    faults: () => {
      calls++;
      return fault;
    },
  });
});
beforeEach(() => {
  calls = 0;
  fault = undefined;
  reachAws('SSM', emulator.url);
  emulator.setParameter(NAME, value('top-secret'));
});
afterEach(() => vi.unstubAllEnvs());
afterAll(() => emulator.close());

const faultOf = async (call: Promise<unknown>): Promise<PortalsFault> => {
  const thrown = await call.then(
    () => new Error('nothing was thrown'),
    (cause: unknown) => cause,
  );
  if (!(thrown instanceof PortalsFault)) throw thrown;
  expect(JSON.stringify({ ...thrown, message: thrown.message, cause: thrown.cause })).not.toContain(
    'top-secret',
  );
  return thrown;
};

const putParameter = `Set it: aws ssm put-parameter --name ${NAME} --type SecureString --overwrite --value '{"client_id":"local.…","client_secret":"…"}'`;

describe('the application', () => {
  it('is read from a parameter, decrypted, and knows which', async () => {
    const { clientId, clientSecret, parameter } = await applicationFrom(NAME).get();
    expect([clientId, clientSecret.reveal(), parameter]).toEqual(['local.1', 'top-secret', NAME]);
  });

  it('is read from one that the SDK has set, without white space around the values', async () => {
    const Name = '/b24bus/test/by-sdk';
    const Value = '{ "client_id": " local.2\\n", "client_secret": "other\\n", "note": "ours" }';
    await new SSMClient({}).send(new PutParameterCommand({ Name, Value, Type: 'SecureString' }));
    const { clientId, clientSecret } = await applicationFrom(Name).get();
    expect([clientId, clientSecret.reveal()]).toEqual(['local.2', 'other']);
  });

  it('is asked for again after five minutes, and no sooner', async () => {
    let now = 0;
    const source = applicationFrom(NAME, () => now);
    const secretAt = async (time: number) => {
      now = time;
      return (await source.get()).clientSecret.reveal();
    };
    expect(await secretAt(0)).toBe('top-secret');
    emulator.setParameter(NAME, value('changed'));
    expect(await secretAt(5 * MINUTES - 1)).toBe('top-secret');
    expect(calls).toBe(1);
    expect(await secretAt(5 * MINUTES)).toBe('changed');
    expect(calls).toBe(2);
  });

  it('is asked for again once it is forgotten', async () => {
    const source = applicationFrom(NAME);
    await source.get();
    emulator.setParameter(NAME, value('changed'));
    source.forget();
    expect((await source.get()).clientSecret.reveal()).toBe('changed');
  });

  it('is asked for again after a failure', async () => {
    const source = applicationFrom('/b24bus/test/late');
    await expect(source.get()).rejects.toBeInstanceOf(PortalsFault);
    emulator.setParameter('/b24bus/test/late', value('in time'));
    expect((await source.get()).clientSecret.reveal()).toBe('in time');
  });
});

describe('a value', () => {
  it.each([
    ['top-secret', 'its value is no JSON'],
    ['["top-secret"]', 'client_id is missing'],
    ['"top-secret"', 'its value is no JSON object'],
    ['null', 'its value is no JSON object'],
    ['{"client_id":"top-secret"}', 'client_secret is missing'],
    ['{}', 'client_id is missing, client_secret is missing'],
    ['{"client_id":" ","client_secret":"top-secret"}', 'client_id is empty'],
    ['{"client_id":"x","client_secret":["top-secret"]}', 'client_secret must be a text'],
    ['{"client_id":1,"client_secret":""}', 'client_id must be a text, client_secret is empty'],
  ])('%s is refused: %s', async (text, told) => {
    emulator.setParameter(NAME, text);
    const { code, message, cure } = await faultOf(applicationFrom(NAME).get());
    expect([code, cure]).toEqual(['APPLICATION_BROKEN', putParameter]);
    expect(message).toContain(`The application in the parameter ${NAME} cannot be used: ${told}`);
  });
});

describe('a parameter', () => {
  it('that is not there is named, with the command that sets it', async () => {
    const fault = await faultOf(applicationFrom(`${NAME}-none`).get());
    expect(fault).toMatchObject({
      code: 'ParameterNotFound',
      message: `The application cannot be read from the parameter ${NAME}-none: ParameterNotFound`,
      cure: putParameter.replace(NAME, `${NAME}-none`),
    });
  });

  it('that is a secret has the command of Secrets Manager', async () => {
    const { cure } = await faultOf(applicationFrom('/aws/reference/secretsmanager/b24bus/prod').get());
    expect(cure).toBe(
      `Set it: aws secretsmanager put-secret-value --secret-id b24bus/prod --secret-string '{"client_id":"local.…","client_secret":"…"}'`,
    );
  });

  it.each([
    ['AccessDeniedException', /^Allow the role ssm:GetParameter on \/b24bus\/test\/application,/],
    ['InvalidKeyId', /^Allow the role kms:Decrypt on the key with which \/b24bus\/test\/application is/],
    ['ValidationException', /^Set APPLICATION_PARAMETER to the name of the parameter/],
  ])('that answers %s says what to do', async (code, cure) => {
    reachAws(
      'SSM',
      await serve((_, response) => {
        response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' });
        response.end(JSON.stringify({ __type: code, message: 'no' }));
      }),
    );
    const fault = await faultOf(applicationFrom(NAME).get());
    expect(fault).toMatchObject({
      code,
      message: `The application cannot be read from the parameter ${NAME}: ${code}: no`,
      cure: expect.stringMatching(cure),
    });
  });

  it('that cannot be read for now leaves what is remembered until it ends', async () => {
    let now = 0;
    const source = applicationFrom(NAME, () => now);
    await source.get();
    fault = 'error';
    expect((await source.get()).clientId).toBe('local.1');
    now = 5 * MINUTES;
    expect(await faultOf(source.get())).toMatchObject({ code: 'InternalException' });
  });

  it('that is empty in the answer is refused', async () => {
    reachAws(
      'SSM',
      await serve((_, response) => {
        response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
        response.end('{}');
      }),
    );
    expect((await faultOf(applicationFrom(NAME).get())).message).toMatch(/its value is missing$/);
  });
});
