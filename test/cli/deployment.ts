import { createServer } from 'node:http';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { listen, shutDown } from '../../lib/local/http.ts';
import { controlOf } from '../bitrix24/control.ts';
import type { Control, PortalState } from '../bitrix24/control-api.ts';
import { type LocalProcess, startLocalProcess } from '../local-run.ts';

export type Environment = Readonly<Record<string, string>>;

/** A local run with its stand-in for Bitrix24. */
export type Deployment = {
  readonly url: string;
  /** As the local run tells it. */
  readonly environment: Environment;
  readonly bitrix24: Control;
  /** Adds a portal that has installed the application. */
  installed(): Promise<PortalState>;
  /** Everything that is known and must not be shown. */
  secrets(): Promise<readonly string[]>;
  stop(): Promise<void>;
};

/** How the SDK's clients reach the emulators of a local run. */
export const clientOf = (environment: Environment, service: string) => ({
  endpoint: environment[`AWS_ENDPOINT_URL_${service}`] ?? '',
  region: environment['AWS_REGION'] ?? '',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});

export const startDeployment = async (settings: Record<string, string> = {}): Promise<Deployment> => {
  const run: LocalProcess = await startLocalProcess(settings);
  const response = await fetch(`${run.url}/_local/environment`);
  const environment = (await response.json()) as Environment;
  const bitrix24 = controlOf(environment['BITRIX24_URL'] ?? '');
  const seen = new Set<string>([await clientSecretOf(environment)]);
  return {
    url: run.url,
    environment,
    bitrix24,
    installed: async () => {
      const { memberId } = await bitrix24.createPortal();
      const { answered } = await bitrix24.install(memberId, { url: `${run.url}/app/install` });
      if (answered.status !== 200)
        throw new Error(`the installation was refused: ${JSON.stringify(answered)}`);
      return await bitrix24.portal(memberId);
    },
    secrets: async () => {
      for (const { applicationToken, accessTokens, refreshTokens } of await bitrix24.portals()) {
        seen.add(applicationToken);
        for (const { token } of [...accessTokens, ...refreshTokens]) seen.add(token);
      }
      return [...seen];
    },
    stop: () => run.stop(),
  };
};

const clientSecretOf = async (environment: Environment): Promise<string> => {
  const ssm = new SSMClient(clientOf(environment, 'SSM'));
  const Name = environment['APPLICATION_PARAMETER'] ?? '';
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name, WithDecryption: true }));
  const { client_secret: secret } = JSON.parse(Parameter?.Value ?? '') as { client_secret: string };
  return secret;
};

/** Tells the command line of a deployment that has other settings. */
export const withEnvironment = async <Result>(
  environment: Environment,
  use: (url: string) => Promise<Result>,
): Promise<Result> => {
  const server = createServer((_, response) => response.end(JSON.stringify(environment)));
  const port = await listen(server, 0);
  try {
    return await use(`http://127.0.0.1:${port}`);
  } finally {
    await shutDown(server);
  }
};
