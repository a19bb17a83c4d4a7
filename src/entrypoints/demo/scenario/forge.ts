import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { locate } from '../../../adapters/git-cli/locate.ts';
import { GitStatementKeeper } from '../../../adapters/statements-git/keeper.ts';
import { digestOf } from '../../../flows/verify/digest.ts';
import { preAuthentication, writeEnvelope } from '../../../formats/dsse/envelope.ts';
import { IN_TOTO_PAYLOAD } from '../../../formats/in-toto/statement.ts';
import type { Reach } from '../../../model/scenario.ts';
import { ATTESTATION_NAMESPACE, ATTESTATIONS_REF, statementPath } from '../../../model/statement.ts';
import { approvalPayload } from '../../../stages/2-review/statements/approval.ts';
import { type SigningKey, signingKey, sshSignature } from '../git/keys.ts';
import { keyAt, type Person } from '../organisation/people.ts';
import { Workplace } from '../thread/workplace.ts';
import { type Arena, ReplayBroken } from './arena.ts';
import type { Story } from './story.ts';
import { manifestOf, NAMESPACE } from './wanted.ts';

export const MAIN = 'refs/heads/main';
export const OFFER = 'refs/pull/1/head';

/** The attacker's clone, and what they do with the forge through somebody's account. */
export class ForgeAttack {
  readonly #story: Story;
  readonly #place: Workplace;
  readonly #person: Person;

  private constructor(story: Story, person: Person, place: Workplace) {
    this.#story = story;
    this.#person = person;
    this.#place = place;
  }

  static async as(person: Person, arena: Arena, story: Story): Promise<ForgeAttack> {
    const place = await Workplace.at(join(arena.root, 'people'), person, arena.origin(person.id));
    return new ForgeAttack(story, person, place);
  }

  /** A commit that gives them what they want, as a file that the agent applies; its id. `date`: what it says of when. */
  async commit(name: string, date?: string): Promise<string> {
    const list = `tenants/${NAMESPACE}/kustomization.yaml`;
    const before = readFileSync(join(this.#place.folder, list), 'utf8');
    this.#place.write(`tenants/${NAMESPACE}/${name}.yaml`, manifestOf(this.#story.goal, name));
    this.#place.write(list, `${before.trimEnd()}\n  - ${name}.yaml\n`);
    await this.#place.git(['add', '.']);
    const message = ['-m', 'Let support’s tools see what they work on'];
    await this.#place.git(['commit', '--quiet', '-S', ...message], dated(date));
    return this.#place.git(['rev-parse', 'HEAD']);
  }

  /** The same commit without a signature; its id. */
  async unsigned(date?: string): Promise<string> {
    await this.#place.git(['commit', '--quiet', '--amend', '--no-edit', '--no-gpg-sign'], dated(date));
    return this.#place.git(['rev-parse', 'HEAD']);
  }

  /** Whether the forge took it. Throws ReplayBroken where something else than the hook said no. */
  async push(from: string, to: string, does: string, reach: Reach | undefined): Promise<boolean> {
    const { ok, said } = await this.#place.attempt(['push', '--quiet', 'origin', `${from}:${to}`]);
    if (ok) this.#story.done('git', does, reach);
    else this.#story.refused('git', does, 'gate', hookSaid(said));
    return ok;
  }

  /** An approval of what they offer themselves, signed with `key`, past any program that would warn of it. */
  async approve(head: string, key: SigningKey, does: string): Promise<boolean> {
    const base = await this.#place.git(['rev-parse', 'origin/main']);
    const tree = await this.#place.git(['merge-tree', '--write-tree', base, head]);
    const payload = approvalPayload({
      repository: 'infrastructure',
      ref: MAIN,
      head,
      base,
      tree,
      verdict: 'approve',
      at: new Date().toISOString(),
    });
    const message = preAuthentication(IN_TOTO_PAYLOAD, payload);
    const signature = Buffer.from(`${sshSignature(key, message, ATTESTATION_NAMESPACE)}\n`);
    const bytes = writeEnvelope(IN_TOTO_PAYLOAD, payload, { signature });
    const located = await locate(this.#place.folder);
    if (located === undefined) throw new ReplayBroken('the attacker’s clone is gone');
    const path = statementPath(MAIN, head, digestOf(bytes));
    await new GitStatementKeeper(located, this.#place.env).add({ path, bytes });
    const taken = await this.push(ATTESTATIONS_REF, ATTESTATIONS_REF, does, undefined);
    if (!taken) await this.#place.git(['update-ref', '-d', ATTESTATIONS_REF]);
    return taken;
  }

  /** The key that was stolen. */
  get key(): SigningKey {
    return keyAt(this.#person, Number.MAX_SAFE_INTEGER);
  }

  /** Merges what they offered; the id of the merge. */
  async merge(head: string): Promise<string> {
    await this.#place.git(['checkout', '--quiet', '--detach', 'origin/main']);
    await this.#place.git(['merge', '--quiet', '--no-ff', '-S', '-m', 'Merge pull request #1', head]);
    return this.#place.git(['rev-parse', 'HEAD']);
  }
}

function dated(date: string | undefined): Readonly<Record<string, string>> {
  return date === undefined ? {} : { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
}

export function short(oid: string): string {
  return oid.slice(0, 10);
}

/** A key of nobody's. */
export function freshKey(): SigningKey {
  return signingKey(randomBytes(32));
}

/** What the hook said, without Git's own words around it. */
function hookSaid(said: string): readonly string[] {
  const lines = said
    .split('\n')
    .filter((line) => line.startsWith('remote:'))
    .map((line) => line.slice('remote:'.length).trim())
    .filter((line) => line !== '');
  if (lines.some((line) => line.startsWith('mainward:'))) return lines;
  throw new ReplayBroken(`a push failed, and no hook refused it: ${said.slice(0, 500)}`);
}
