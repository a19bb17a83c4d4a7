import type { Adapter, AdapterPayload } from 'oidc-provider';

type Kept = Map<string, { readonly payload: AdapterPayload; readonly expires: number }>;

/** What one identity provider of the demo remembers: in memory, gone with the process. */
export function providerMemory(): (model: string) => Adapter {
  const kept: Kept = new Map();
  return (model) => new ProviderMemory(kept, model);
}

class ProviderMemory implements Adapter {
  readonly #kept: Kept;
  readonly #model: string;

  constructor(kept: Kept, model: string) {
    this.#kept = kept;
    this.#model = model;
  }

  async upsert(id: string, payload: AdapterPayload, seconds: number): Promise<void> {
    const now = Date.now();
    for (const [key, { expires }] of this.#kept) if (expires < now) this.#kept.delete(key);
    this.#kept.set(this.#key(id), { payload, expires: now + seconds * 1_000 });
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    const found = this.#kept.get(this.#key(id));
    return found === undefined || found.expires < Date.now() ? undefined : found.payload;
  }

  findByUid(uid: string): Promise<AdapterPayload | undefined> {
    return this.#first((payload) => payload.uid === uid);
  }

  findByUserCode(userCode: string): Promise<AdapterPayload | undefined> {
    return this.#first((payload) => payload.userCode === userCode);
  }

  async consume(id: string): Promise<void> {
    const found = await this.find(id);
    if (found !== undefined) found.consumed = Math.floor(Date.now() / 1_000);
  }

  async destroy(id: string): Promise<void> {
    this.#kept.delete(this.#key(id));
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    for (const [key, { payload }] of this.#kept) if (payload.grantId === grantId) this.#kept.delete(key);
  }

  #key(id: string): string {
    return `${this.#model}/${id}`;
  }

  async #first(wanted: (payload: AdapterPayload) => boolean): Promise<AdapterPayload | undefined> {
    for (const [key, { payload, expires }] of this.#kept)
      if (key.startsWith(`${this.#model}/`) && expires >= Date.now() && wanted(payload)) return payload;
    return undefined;
  }
}
