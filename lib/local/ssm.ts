import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { type EndpointOptions, operation, startAwsJson } from './aws-json/server.ts';
import { ServiceException } from './aws-json/service-exception.ts';
import type { Listening } from './http.ts';
import { ACCOUNT, REGION } from './resources.ts';

const parameterName = v.pipe(
  v.string(),
  v.minLength(1, 'Member must have length greater than or equal to 1'),
  v.maxLength(2048, 'Member must have length less than or equal to 2048'),
);

const type = v.picklist(
  ['String', 'StringList', 'SecureString'],
  'Member must satisfy enum value set: [String, StringList, SecureString]',
);

const GetParameterRequest = v.object({ Name: parameterName, WithDecryption: v.optional(v.boolean(), false) });

const PutParameterRequest = v.object({
  Name: parameterName,
  Value: v.string(),
  Type: v.optional(type),
  Overwrite: v.optional(v.boolean(), false),
});

type Parameter = {
  readonly value: string;
  readonly type: v.InferOutput<typeof type>;
  readonly version: number;
  /** Unix milliseconds. */
  readonly modified: number;
};

/** The endpoint, and a short cut to what it holds. */
export type ParameterStore = Listening & {
  /** Sets a parameter of the type SecureString. */
  setParameter(name: string, value: string): void;
};

/**
 * Starts a local endpoint of the SSM Parameter Store on 127.0.0.1. State is in memory.
 *
 * Source: AWS Systems Manager API Reference.
 */
export const startSsm = async (options: EndpointOptions = {}): Promise<ParameterStore> => {
  const parameters = new Map<string, Parameter>();
  const set = (name: string, value: string, given: Parameter['type'] | undefined): number => {
    const former = parameters.get(name);
    const version = (former?.version ?? 0) + 1;
    parameters.set(name, { value, type: given ?? former?.type ?? 'String', version, modified: Date.now() });
    return version;
  };
  const get = operation(GetParameterRequest, ({ Name, WithDecryption }) => {
    const found = parameters.get(Name);
    if (found === undefined) throw new ServiceException('ParameterNotFound', '');
    return { Parameter: { Name, ARN: arnOf(Name), ...shown(found, WithDecryption) } };
  });
  const put = operation(PutParameterRequest, ({ Name, Value, Type, Overwrite }) => {
    if (parameters.has(Name) && !Overwrite) throw alreadyExists();
    return { Version: set(Name, Value, Type), Tier: 'Standard' };
  });
  const operations = new Map([
    ['GetParameter', get],
    ['PutParameter', put],
  ]);
  const endpoint = await startAwsJson({ ...options, service: 'AmazonSSM', operations });
  return { ...endpoint, setParameter: (name, value) => void set(name, value, 'SecureString') };
};

const arnOf = (name: string): string =>
  `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter${name.startsWith('/') ? '' : '/'}${name}`;

/** A secure value is shown as ciphertext unless its decryption is asked for. */
const shown = ({ value, type, version, modified }: Parameter, decrypted: boolean): object => ({
  Type: type,
  Value: type === 'SecureString' && !decrypted ? createHash('sha256').update(value).digest('base64') : value,
  Version: version,
  LastModifiedDate: modified / 1000,
  DataType: 'text',
});

const alreadyExists = (): ServiceException =>
  new ServiceException(
    'ParameterAlreadyExists',
    'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
  );
