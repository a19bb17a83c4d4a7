import { MainwardError } from '../../../model/errors.ts';
import { compose } from '../../server/compose.ts';
import { parseListen } from '../../server/config/address.ts';
import { NO_CONFIG, type ServerConfig } from '../../server/config/config.ts';
import { loadConfig } from '../../server/config/load.ts';
import { makeLogger } from '../../server/logger.ts';
import { giveMemoryBackAtFirst } from '../../server/memory.ts';
import { startServing } from '../../server/serving.ts';
import { EXIT } from '../exit.ts';
import type { Invocation, Options } from '../invocation.ts';

/** `mainward serve`: serves until somebody wants it to end, and then ends what it began. */
export async function run(invocation: Invocation): Promise<number> {
  const { options, stderr } = invocation;
  giveMemoryBackAtFirst();
  const config = configOf(options);
  const logger = makeLogger(stderr);
  const stopped = invocation.untilStopped();
  const composed = await compose({
    config,
    data: dataOf(options),
    version: invocation.version,
    logger,
    env: invocation.env,
  });
  try {
    const server = await startServing({ config, services: composed.services, logger });
    composed.begin(server);
    for (const [name, url] of Object.entries({
      server: server.url,
      metrics: server.metrics,
      artifacts: server.artifacts,
    }))
      if (url !== undefined) invocation.stdout.write(`${name} ${url.href}\n`);
    await stopped;
    logger.info('stopping');
    await server.stop();
  } finally {
    await composed.close();
  }
  logger.info('stopped');
  return EXIT.judged;
}

function configOf({ config: file, listen: text }: Options): ServerConfig {
  const config = file === undefined ? NO_CONFIG : loadConfig(file);
  const listen = text === undefined ? config.listen : parseListen(text);
  if (listen === undefined)
    throw new MainwardError('USAGE', `--listen cannot be ${JSON.stringify(text)}.`, {
      remedy: 'Write it as HOST:PORT, [IPV6]:PORT or :PORT.',
    });
  const elsewhere = !['127.0.0.1', '::1', 'localhost'].includes(listen.host);
  if (elsewhere && config.signIn !== undefined && config.publicUrl === undefined)
    throw new MainwardError(
      'CONFIG_INVALID',
      `The server listens on ${listen.host}, and nothing says how people reach it to sign in.`,
      {
        remedy: 'Set publicUrl in the configuration: https, and what ends TLS in front of the server.',
      },
    );
  return { ...config, listen };
}

function dataOf({ data }: Options): string {
  if (data !== undefined) return data;
  throw new MainwardError('USAGE', 'No data folder is named, so nothing can be recorded.', {
    remedy: 'Name one with --data DIR; it is made where it is missing.',
  });
}
