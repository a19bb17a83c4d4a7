import type { FastifyBaseLogger } from 'fastify';
import { type DestinationStream, pino } from 'pino';
import { MainwardError } from '../../model/errors.ts';

/**
 * One line of JSON an event. No event holds a header, a body, a query or an address as it was asked for; of an error only
 * its own words are kept, never what a library hung on it.
 */
export function makeLogger(to: DestinationStream): FastifyBaseLogger {
  return pino(
    {
      level: 'info',
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: describeError, error: describeError, req: () => undefined, res: () => undefined },
      redact: { paths: REDACTED, censor: '[redacted]' },
    },
    to,
  );
}

/** No event of ours has them; the second lock on the door. */
const REDACTED = ['authorization', 'cookie', 'token', 'secret', 'password'].flatMap((name) => [
  name,
  `*.${name}`,
]);

interface DescribedError {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
  readonly cause?: DescribedError;
}

/** Foreign errors may quote what they choked on: of them, only the name, the code and the way there. */
function describeError(error: unknown, depth = 0): DescribedError {
  if (!(error instanceof Error)) return { name: typeof error, message: '' };
  const own = error instanceof MainwardError || error.name === 'Problem';
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
  return {
    name: error.name,
    message: own ? error.message : '',
    ...code,
    ...(own ? {} : { stack: placesOf(error) }),
    ...(error.cause === undefined || depth > 3 ? {} : { cause: describeError(error.cause, depth + 1) }),
  };
}

/** The stack without its first lines, which repeat the message. */
function placesOf(error: Error): string {
  return (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 12)
    .join('\n');
}
