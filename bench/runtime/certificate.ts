import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Files in PEM: the certificate of 127.0.0.1 and localhost, which is its own authority, and its key. */
type Certificate = { readonly certificate: string; readonly key: string };

/** Makes a certificate that is good for a day. ECDSA P-256, as AWS's endpoints have it. */
export const selfSigned = (): Certificate => {
  const directory = mkdtempSync(join(tmpdir(), 'b24bus-bench-tls-'));
  const [certificate, key] = [join(directory, 'certificate.pem'), join(directory, 'key.pem')];
  const { status, stderr } = spawnSync(
    'openssl',
    [
      ...[
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-days',
        '1',
      ],
      ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost'],
      ...['-out', certificate, '-keyout', key],
    ],
    { encoding: 'utf8' },
  );
  if (status !== 0)
    throw new Error(`openssl cannot make a certificate; on Debian: apt-get install openssl. ${stderr}`);
  return { certificate, key };
};
