import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import type { Application } from '../bitrix24/oauth.ts';
import { Secret } from '../secret.ts';
import { clientSettings } from './client-settings.ts';
import { PortalsFault, serviceFault } from './fault.ts';

/** Where the application's client id and client secret are to be had. */
export interface ApplicationSource {
  /** @throws PortalsFault SSM's code, or `APPLICATION_BROKEN`. */
  get(): Promise<Application>;
  /** Has the next `get` ask anew: the OAuth server has refused what is cached. */
  forget(): void;
}

/** Milliseconds for which a container keeps the application. */
const CACHE_MS = 5 * 60_000;

/** A Secrets Manager secret, as the Parameter Store names it. */
const SECRETS_MANAGER = '/aws/reference/secretsmanager/';

const value = v.pipe(
  v.string('is missing'),
  v.parseJson(undefined, 'is no JSON'),
  v.object(
    {
      client_id: v.pipe(v.string('must be a text'), v.trim(), v.nonEmpty('is empty')),
      client_secret: v.pipe(v.string('must be a text'), v.trim(), v.nonEmpty('is empty')),
    },
    (issue) => (issue.path === undefined ? 'is no JSON object' : 'is missing'),
  ),
);

/**
 * The application in an SSM parameter (its value `{"client_id":"local.…","client_secret":"…"}`), or in a Secrets
 * Manager secret under the name `/aws/reference/secretsmanager/<name>`.
 *
 * @param now Unix milliseconds.
 */
export const applicationFrom = (parameterName: string, now: () => number = Date.now): ApplicationSource => {
  const ssm = new SSMClient(clientSettings);
  let cached: { readonly read: number; readonly application: Application } | undefined;
  return {
    get: async () => {
      const read = now();
      if (cached !== undefined && read - cached.read < CACHE_MS) return cached.application;
      const command = new GetParameterCommand({ Name: parameterName, WithDecryption: true });
      const { Parameter } = await ssm.send(command).catch((fault: unknown) => {
        throw parameterFault(parameterName, fault);
      });
      const application = applicationOf(parameterName, Parameter?.Value);
      cached = { read, application };
      return application;
    },
    forget: () => {
      cached = undefined;
    },
  };
};

const applicationOf = (parameterName: string, text: string | undefined): Application => {
  const result = v.safeParse(value, text);
  if (result.success) {
    const { client_id: clientId, client_secret: clientSecret } = result.output;
    return { clientId, clientSecret: new Secret(clientSecret), parameter: parameterName };
  }
  const broken = result.issues.map((issue) => `${v.getDotPath(issue) ?? 'its value'} ${issue.message}`);
  throw new PortalsFault(
    'APPLICATION_BROKEN',
    `The application in the parameter ${parameterName} cannot be used: ${broken.join(', ')}`,
    setting(parameterName),
  );
};

const parameterFault = (parameterName: string, fault: unknown): PortalsFault =>
  serviceFault(`The application cannot be read from the parameter ${parameterName}`, fault, {
    ParameterNotFound: setting(parameterName),
    AccessDeniedException: `Allow the role ssm:GetParameter on ${parameterName}, secretsmanager:GetSecretValue if that is a secret, and kms:Decrypt if its key is one of yours.`,
    InvalidKeyId: `Allow the role kms:Decrypt on the key with which ${parameterName} is encrypted.`,
    ValidationException: `Set APPLICATION_PARAMETER to the name of the parameter, such as /b24bus/prod/application.`,
  });

/** The command that sets it, with what the form of the local application shows. */
const setting = (parameterName: string): string => {
  const json = `'{"client_id":"local.…","client_secret":"…"}'`;
  return parameterName.startsWith(SECRETS_MANAGER)
    ? `Set it: aws secretsmanager put-secret-value --secret-id ${parameterName.slice(SECRETS_MANAGER.length)} --secret-string ${json}`
    : `Set it: aws ssm put-parameter --name ${parameterName} --type SecureString --overwrite --value ${json}`;
};
