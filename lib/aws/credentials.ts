/** What Lambda sets. */
type Credentials = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
};

/**
 * The credentials of the process's environment, read anew at each call.
 *
 * @throws Error `CredentialsProviderError` where there are none.
 */
export const credentials = async (): Promise<Credentials> => {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = process.env;
  if (!accessKeyId || !secretAccessKey) {
    const fault = new Error('AWS_ACCESS_KEY_ID or AWS_SECRET_ACCESS_KEY is missing in the environment');
    throw Object.assign(fault, { name: 'CredentialsProviderError' });
  }
  return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
};
