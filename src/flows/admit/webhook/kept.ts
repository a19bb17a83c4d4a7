import type { KeyPair, Span } from '../../../ports/certificates.ts';
import { isFields } from '../fields.ts';

export interface Lasting extends KeyPair, Span {}

/** What is kept of certificates over restarts. */
export interface Kept {
  /** The newest first. */
  readonly authorities: readonly Lasting[];
  readonly server?: Lasting & {
    readonly hosts: readonly string[];
    /** Certificate of the authority. */
    readonly by: string;
  };
}

const SCHEMA = 'mainward.dev/webhook-certificates/v1';

export function writeKept(kept: Kept): string {
  return `${JSON.stringify({ schema: SCHEMA, ...kept })}\n`;
}

/** `undefined` for what we did not write: then it is begun anew, and registered. */
export function readKept(text: string | undefined): Kept | undefined {
  const value = parsed(text);
  if (!isFields(value) || value['schema'] !== SCHEMA) return undefined;
  const { authorities, server } = value;
  if (!Array.isArray(authorities) || !authorities.every(isLasting)) return undefined;
  if (server === undefined) return { authorities };
  return isServer(server) ? { authorities, server } : undefined;
}

function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isServer(value: unknown): value is NonNullable<Kept['server']> {
  if (!isLasting(value) || !('hosts' in value) || !('by' in value)) return false;
  const { hosts, by } = value;
  return typeof by === 'string' && Array.isArray(hosts) && hosts.every((host) => typeof host === 'string');
}

function isLasting(value: unknown): value is Lasting {
  return (
    isFields(value) &&
    typeof value['certificate'] === 'string' &&
    typeof value['key'] === 'string' &&
    typeof value['from'] === 'number' &&
    typeof value['until'] === 'number'
  );
}
