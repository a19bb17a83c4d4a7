import { readFileSync } from 'node:fs';

interface AuditEvent {
  readonly verb: string;
  readonly requestReceivedTimestamp: string;
  readonly stageTimestamp: string;
  readonly objectRef?: { readonly resource: string; readonly name?: string };
  readonly responseStatus?: { readonly code: number };
  readonly responseObject?: { readonly metadata?: { readonly name?: string } };
}

/** What the API server itself says of the requests that it had. */
export class AuditLog {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** Milliseconds from when a ClusterRoleBinding was made until somebody's request to delete it came in. */
  async fromGrantToDeletion(): Promise<readonly number[]> {
    const made = new Map<string, number>();
    const took: number[] = [];
    for (const line of readFileSync(this.#path, 'utf8').split('\n')) {
      if (line === '') continue;
      const event = JSON.parse(line) as AuditEvent;
      const name = event.objectRef?.name ?? event.responseObject?.metadata?.name ?? '';
      if (event.objectRef?.resource !== 'clusterrolebindings' || !name.startsWith('by-hand-')) continue;
      if (event.verb === 'create') made.set(name, microsecond(event.stageTimestamp));
      const from = made.get(name);
      if (event.verb === 'delete' && from !== undefined)
        took.push((microsecond(event.requestReceivedTimestamp) - from) / 1_000);
    }
    return took;
  }
}

/** Of a time with as many digits of a second as there are. */
function microsecond(time: string): number {
  const [whole = '', digits = ''] = time.replace('Z', '').split('.');
  return Date.parse(`${whole}Z`) * 1_000 + Number(digits.padEnd(6, '0').slice(0, 6));
}
