import { compose } from '../../src/entrypoints/server/compose.ts';
import { NO_CONFIG } from '../../src/entrypoints/server/config/config.ts';
import { makeLogger } from '../../src/entrypoints/server/logger.ts';
import { startServing } from '../../src/entrypoints/server/serving.ts';

/**
 * A process that records for as long as it lives, several entries at a time, and prints the index of each one that was
 * acknowledged; asked to end, it ends as `serve` does.
 */
const [data = ''] = process.argv.slice(2);
const logger = makeLogger(process.stderr);
const config = { ...NO_CONFIG, listen: { host: '127.0.0.1', port: 0 } };
const composed = await compose({ config, data, version: '0.0.0', logger, env: {} });
const server = await startServing({ config, services: composed.services, logger });
process.once('SIGTERM', () => {
  void server.stop().then(() => composed.close());
});

async function record(): Promise<void> {
  for (;;) {
    const { index } = await composed.services.ledger.append({
      type: 'gap',
      what: 'a test',
      from: '2026-11-27T09:00:00.000Z',
    });
    process.stdout.write(`${index}\n`);
  }
}

await Promise.allSettled(Array.from({ length: 8 }, record));
