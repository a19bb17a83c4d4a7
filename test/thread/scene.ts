import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { GitForge } from '../../src/adapters/forge-git/forge.ts';
import { GitCliOpener } from '../../src/adapters/git-cli/opener.ts';
import { opensshKeyFile } from '../../src/entrypoints/demo/git/key-file.ts';
import { sshSignature } from '../../src/entrypoints/demo/git/keys.ts';
import type { ChangeCheck } from '../../src/flows/observe/checks.ts';
import { RepositoryObserver } from '../../src/flows/observe/observer.ts';
import type { ObserverPorts } from '../../src/flows/observe/sight.ts';
import { headDescriber } from '../../src/flows/verify/describe-head.ts';
import { ringOf } from '../../src/flows/verify/signatures.ts';
import { preAuthentication, writeEnvelope } from '../../src/formats/dsse/envelope.ts';
import { IN_TOTO_PAYLOAD } from '../../src/formats/in-toto/statement.ts';
import { ATTESTATION_NAMESPACE, ATTESTATIONS_REF, statementPath } from '../../src/model/statement.ts';
import type { LedgerReader, LedgerWriter } from '../../src/ports/ledger.ts';
import { approvalPayload } from '../../src/stages/2-review/statements/approval.ts';
import { keyOf } from '../native/people.ts';
import { Workshop } from '../verify/workshop.ts';
import { MemoryLedger } from './ledger.ts';

export const REF = 'refs/heads/main';
export const NAME = 'shop';

export const PEOPLE = ['ann', 'ben', 'cy', 'dee'] as const;

/** Ann and Cy make changes; Ben and Dee of security agree to them. */
export function policyText(approvals: number): string {
  const people = PEOPLE.map(
    (id) => `    - id: ${id}
      emails: [${id}@example.org]
      groups: [${id === 'ann' || id === 'cy' ? 'developers' : 'security'}]
      keys:
        - {type: ssh, publicKey: ${keyOf(id).publicLine}}
`,
  );
  return `apiVersion: mainward.dev/v1alpha1
kind: Roster
metadata: {name: acme}
spec:
  people:
${people.join('')}---
apiVersion: mainward.dev/v1alpha1
kind: Requirement
metadata: {name: security agrees}
spec:
  approvals: [{group: security, count: ${approvals}}]
`;
}

export const ROLE_BINDING = (name: string, user: string): string => `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: ${name}, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
subjects: [{kind: User, name: ${user}, apiGroup: rbac.authorization.k8s.io}]
`;

/** A repository with policy, its forge, a ledger and a clock that a test turns. */
export class Scene {
  readonly shop: Workshop = new Workshop();
  readonly clock = { at: Date.parse('2026-02-01T08:00:00Z'), now: (): number => this.clock.at };
  readonly ledger: MemoryLedger = new MemoryLedger(this.clock.now);
  /** Where it is recorded. */
  store: LedgerReader & LedgerWriter = this.ledger;
  /** The bare repository that is pushed to; undefined = people work in the one that is served. */
  served: string | undefined;
  readonly base: string;
  check: ChangeCheck | undefined = async ({ git, base, head }) => {
    const merged = await git.merge(base, head);
    return merged.kind === 'clean'
      ? { merged: merged.tree, verdict: 'pass', report: '{}' }
      : { merged: null, verdict: 'fail', report: '{"conflict": true}' };
  };

  constructor(approvals: number = 1) {
    this.base = this.shop.commit('Begin', {
      '.mainward/policy.yaml': policyText(approvals),
      'apps/kustomization.yaml': 'resources: [view.yaml]\n',
      'apps/view.yaml': ROLE_BINDING('view', 'ann'),
    });
  }

  /** The secret key of somebody, as OpenSSH keeps it. */
  keyFile(name: string): string {
    return opensshKeyFile(keyOf(name), `${name}@example.org`);
  }

  remove(): void {
    this.shop.remove();
  }

  tip(): string {
    return this.shop.git('rev-parse', 'refs/heads/main');
  }

  /** Signs as `mainward approve` does, and keeps it where it belongs. */
  approve(who: string, head: string, over: { readonly ref?: string; readonly at?: string } = {}): string {
    const base = this.tip();
    const ref = over.ref ?? REF;
    const payload = approvalPayload({
      repository: NAME,
      ref,
      head,
      base,
      tree: this.shop.git('merge-tree', '--write-tree', base, head),
      verdict: 'approve',
      at: over.at ?? '2026-01-01T00:00:00Z',
    });
    const signature = sshSignature(
      keyOf(who),
      preAuthentication(IN_TOTO_PAYLOAD, payload),
      ATTESTATION_NAMESPACE,
    );
    const envelope = writeEnvelope(IN_TOTO_PAYLOAD, payload, { signature: Buffer.from(`${signature}\n`) });
    const digest = createHash('sha256').update(envelope).digest('hex');
    this.#keep(statementPath(ref, head, digest), envelope);
    return digest;
  }

  #keep(path: string, bytes: Uint8Array): void {
    const { shop } = this;
    const file = join(shop.root, 'statements', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
    const blob = shop.git('hash-object', '-w', file);
    const old = shop.git('for-each-ref', '--format=%(objectname)', ATTESTATIONS_REF);
    const entries = old === '' ? [] : shop.git('ls-tree', '-r', '-z', old).split('\0').filter(Boolean);
    const tree = this.#tree([...entries, `100644 blob ${blob}\t${path}`]);
    shop.git('update-ref', ATTESTATIONS_REF, shop.git('commit-tree', '-m', 'Statements', tree));
  }

  /** A tree of these entries of `ls-tree -r`. */
  #tree(entries: readonly string[]): string {
    const { shop } = this;
    const here = entries.filter((entry) => !entry.split('\t')[1]?.includes('/'));
    const below = Map.groupBy(
      entries.filter((entry) => entry.split('\t')[1]?.includes('/')),
      (entry) => entry.split('\t')[1]?.split('/')[0] ?? '',
    );
    const folders = [...below].map(([name, list]) => {
      const inner = list.map((entry) => entry.replace(`\t${name}/`, '\t'));
      return `040000 tree ${this.#tree(inner)}\t${name}`;
    });
    const path = join(shop.root, 'entries');
    writeFileSync(path, [...here, ...folders].map((entry) => `${entry}\n`).join(''));
    return shop.feed(path, 'mktree');
  }

  ports(): ObserverPorts {
    return {
      git: new GitCliOpener(),
      forge: (repository, { name, ref, evidence, now }) =>
        new GitForge(repository, { name, ref, describe: headDescriber(ringOf(evidence)), now: () => now }),
      ledger: this.store,
      clock: this.clock,
      random: { bytes: (count) => randomBytes(count) },
      ...(this.check === undefined ? {} : { check: this.check }),
    };
  }

  /** Another process over the same ledger. */
  observer(since: string | undefined = this.base): RepositoryObserver {
    return new RepositoryObserver(
      {
        name: NAME,
        path: this.served ?? this.shop.folder,
        ref: REF,
        policy: '.mainward',
        ...(since === undefined ? {} : { since }),
      },
      this.ports(),
    );
  }
}
