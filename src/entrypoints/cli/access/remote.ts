import type {
  AccessGrantDocument,
  AccessGrantsDocument,
  AccessPoliciesDocument,
} from '../../../model/access-document.ts';
import { MainwardError } from '../../../model/errors.ts';
import { ServerClient } from '../drift/server-client.ts';
import type { Invocation, Options } from '../invocation.ts';

/** What is asked for. */
export interface AccessWish {
  readonly policy: string;
  readonly minutes?: number;
  readonly reason: string;
}

/** Throws USAGE where nobody says why. */
export function wishOf(policy: string, { minutes, reason }: Options): AccessWish {
  if (reason === undefined)
    throw new MainwardError('USAGE', 'Nobody has access without a reason.', {
      remedy: 'Add --reason TEXT, in one line.',
    });
  return { policy, reason, ...(minutes === undefined ? {} : { minutes }) };
}

/** Temporary access at one server, as whoever signed in there. */
export class RemoteAccess {
  readonly #client: ServerClient;

  constructor(invocation: Invocation) {
    if (invocation.options.offline)
      throw new MainwardError('USAGE', 'A server looks after grants, and --offline forbids asking it.', {
        remedy: 'Run it without --offline and without MAINWARD_OFFLINE.',
      });
    this.#client = new ServerClient(invocation);
  }

  async policies(): Promise<AccessPoliciesDocument> {
    const found = await this.#client.get('/api/v1/access/policies', {});
    return this.#demand('mainward.dev/access-policies/v1', found) as AccessPoliciesDocument;
  }

  async grants(): Promise<AccessGrantsDocument> {
    const found = await this.#client.get('/api/v1/access/grants', {});
    return this.#demand('mainward.dev/access-grants/v1', found) as AccessGrantsDocument;
  }

  /** Throws ACCESS_REFUSED where there is none that one may see. */
  async grant(id: string): Promise<AccessGrantDocument> {
    const found = await this.#client.find(`/api/v1/access/grants/${encodeURIComponent(id)}`);
    if (found !== undefined)
      return this.#demand('mainward.dev/access-grant/v1', found) as AccessGrantDocument;
    throw new MainwardError('ACCESS_REFUSED', `There is no grant ${JSON.stringify(id)} that you may see.`, {
      remedy: '`mainward access list` names those that there are.',
    });
  }

  ask(how: 'requests' | 'break-glass', wish: AccessWish): Promise<AccessGrantDocument> {
    return this.#do(`/api/v1/access/${how}`, wish, 201);
  }

  revoke(id: string): Promise<AccessGrantDocument> {
    return this.#do(`/api/v1/access/grants/${encodeURIComponent(id)}/revoke`, {}, 200);
  }

  async #do(path: string, body: unknown, good: number): Promise<AccessGrantDocument> {
    const { status, json } = await this.#client.post(path, body, [good, 400, 404, 409]);
    if (status === good) return this.#demand('mainward.dev/access-grant/v1', json) as AccessGrantDocument;
    throw refusalOf(fieldsOf(json));
  }

  /** What a server of this version says is of the shape that its schema names. */
  #demand(schema: string, json: unknown): unknown {
    if (fieldsOf(json)['schema'] !== schema) throw this.#client.unreadable();
    return json;
  }
}

/** What could not be told now says nothing of what policy wants. */
const UNDECIDED: readonly unknown[] = ['unavailable', 'lost-the-race'];

function refusalOf({ code, detail, remedy }: Readonly<Record<string, unknown>>): MainwardError {
  const say = typeof detail === 'string' ? detail : 'The server does not do it.';
  const what = typeof remedy === 'string' ? { remedy } : {};
  if (code === 'sign-in-again')
    return new MainwardError('SIGN_IN_FAILED', say, { remedy: 'Run `mainward login`, and ask then.' });
  return new MainwardError(UNDECIDED.includes(code) ? 'ACCESS_UNDECIDED' : 'ACCESS_REFUSED', say, what);
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return { ...(value instanceof Object ? value : {}) };
}
