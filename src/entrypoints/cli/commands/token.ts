import { NodeHttpClient } from '../../../adapters/http-node/client.ts';
import { systemClock } from '../../../adapters/system/clock.ts';
import { findIdToken } from '../../../flows/token/id-token.ts';
import { type CredentialReceived, tradeToken } from '../../../flows/token/trade.ts';
import { MainwardError } from '../../../model/errors.ts';
import { EXIT } from '../exit.ts';
import type { Invocation } from '../invocation.ts';
import { serverUrl } from '../login/server-url.ts';
import { readTokenFile } from '../login/token-file.ts';

/** `mainward token`: trades the identity token of the job it runs in, and prints the credential; it goes nowhere else. */
export async function run({ options, env, stdout }: Invocation): Promise<number> {
  const [output, ...more] = options.output;
  if (output === undefined || output.file !== undefined || more.length > 0) {
    throw new MainwardError(
      'USAGE',
      'A credential is printed once, on standard output, and written to no file.',
      {
        remedy: 'Use `-o json` without a file, or no -o at all.',
      },
    );
  }
  if (options.offline) {
    throw new MainwardError('USAGE', 'Tokens are traded at a server, and --offline forbids to ask one.', {
      remedy: 'Run it without --offline and without MAINWARD_OFFLINE.',
    });
  }
  const scope = scopeOf(options.for);
  const server = serverUrl(options.server);
  const audience = options.audience ?? server.origin;
  const http = new NodeHttpClient();
  const idToken = await findIdToken(
    {
      file: options.tokenFile === undefined ? undefined : readTokenFile(options.tokenFile),
      given: set(env['MAINWARD_ID_TOKEN']),
      requestUrl: set(env['ACTIONS_ID_TOKEN_REQUEST_URL']),
      requestToken: set(env['ACTIONS_ID_TOKEN_REQUEST_TOKEN']),
    },
    audience,
    http,
  );
  const credential = await tradeToken({ server, scope, idToken }, { http, clock: systemClock });
  stdout.write(`${output.format === 'json' ? execCredential(credential) : credential.token}\n`);
  return EXIT.judged;
}

/** What kubectl and every client of its kind takes from a credential plugin. */
function execCredential({ token, expires }: CredentialReceived): string {
  return JSON.stringify({
    apiVersion: 'client.authentication.k8s.io/v1',
    kind: 'ExecCredential',
    status: { token, expirationTimestamp: expires },
  });
}

function scopeOf(asked: string | undefined): string {
  if (asked !== undefined && /^(validate|deploy)\/[A-Za-z0-9][A-Za-z0-9._-]*$/.test(asked)) return asked;
  throw new MainwardError(
    'USAGE',
    asked === undefined
      ? '--for is missing: it says what the credential is for.'
      : `--for cannot be ${JSON.stringify(asked)}.`,
    {
      remedy:
        'Write it as STAGE/ENVIRONMENT, such as --for deploy/production; the stage is validate or deploy.',
    },
  );
}

function set(value: string | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : value;
}
