import type { IssuerKeys, PublishedKey } from './issuer.ts';

/** Issuers in memory, by name. */
export class FakeIssuerKeys implements IssuerKeys {
  readonly published: Map<string, PublishedKey[]> = new Map();
  /** Every issuer that was asked, in order. */
  readonly asked: string[] = [];
  /** Where set, nobody answers. */
  failure: Error | undefined;

  key(issuer: string, id: string): Promise<PublishedKey | undefined> {
    this.asked.push(issuer);
    if (this.failure !== undefined) return Promise.reject(this.failure);
    return Promise.resolve(this.published.get(issuer)?.find((key) => key['kid'] === id));
  }
}
