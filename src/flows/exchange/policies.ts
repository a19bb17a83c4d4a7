import { MainwardError } from '../../model/errors.ts';
import type { TrustPolicy } from '../../model/policy.ts';
import type { TreeEntry } from '../../model/tree.ts';
import type { GitOpener, GitRepository } from '../../ports/git.ts';
import type { LedgerReader, LedgerWriter } from '../../ports/ledger.ts';
import type { PolicyInForce, PolicySource } from './broker.ts';
import { sha256 } from './digest.ts';

/** Where the policies of the broker live. */
export interface PolicyPlace {
  /** Name of the repository, and a path under which it is opened. */
  readonly repository: string;
  readonly path: string;
  /** Full name of its protected ref. */
  readonly ref: string;
  /** The folder of the policy. */
  readonly folder: string;
  /**
   * A commit from which an operator accepts a history that was rewritten. Without it the ref only goes forward: policy
   * that was replaced does not come back by a forced push.
   */
  readonly acceptFrom?: string;
}

export interface PolicyPorts {
  readonly git: GitOpener;
  readonly ledger: LedgerWriter & LedgerReader;
  /** Called whenever the ref moved: with why what it names cannot be used, or with nothing where it is in force now. */
  readonly changed: (fault: MainwardError | undefined, commit: string) => void;
}

interface Standing extends PolicyInForce {
  /** Tip of the ref when this was read. */
  readonly tip: string;
  /** What the policy files are, so that a landing that changes none of them is not recorded. */
  readonly content: string;
  readonly fault?: MainwardError;
}

const BYTES_EACH = 1 << 20;
const MOST_FILES = 1_000;
/** How far back a good policy is looked for when the server starts on a bad one. */
const LOOK_BACK = 100;

/** TrustPolicies as they stand on the protected ref. Looks at the ref every time, at files only when it moved. */
export class ProtectedPolicies implements PolicySource {
  readonly #place: PolicyPlace;
  readonly #ports: PolicyPorts;
  #standing: Standing | undefined;
  #looking: Promise<PolicyInForce | undefined> | undefined;

  constructor(place: PolicyPlace, ports: PolicyPorts) {
    this.#place = place;
    this.#ports = ports;
  }

  /** Why the newest policy is not in force; `undefined` where it is. */
  get fault(): MainwardError | undefined {
    return this.#standing?.fault;
  }

  inForce(): Promise<PolicyInForce | undefined> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #look(): Promise<PolicyInForce | undefined> {
    const { path, ref } = this.#place;
    const repository = await this.#ports.git.open(path);
    if (repository === undefined) throw unreadable(this.#place.repository, 'it is not there');
    try {
      const tip = repository.refs().get(ref);
      if (tip === undefined) throw unreadable(this.#place.repository, `it has no ${ref}`);
      if (this.#standing?.tip !== tip) await this.#move(repository, tip);
      return this.#standing;
    } finally {
      await repository.close();
    }
  }

  async #move(repository: GitRepository, tip: string): Promise<void> {
    const before = this.#standing ?? (await this.#recorded(repository));
    try {
      await this.#demandForward(repository, before, tip);
      const next = await this.#read(repository, tip);
      if (next.content !== before?.content)
        await this.#ports.ledger.append({
          type: 'policy.loaded',
          repository: this.#place.repository,
          commit: tip,
        });
      this.#standing = next;
      this.#ports.changed(undefined, tip);
    } catch (error) {
      if (!(error instanceof MainwardError) || !REFUSED.has(error.code)) throw error;
      this.#standing = await this.#keep(repository, before, tip, error);
    }
  }

  /** The last good one goes on; where a server starts on a bad one, it is looked for in what the ref was before. */
  async #keep(
    repository: GitRepository,
    before: Standing | undefined,
    tip: string,
    fault: MainwardError,
  ): Promise<Standing | undefined> {
    const { repository: name } = this.#place;
    await this.#ports.ledger.append({
      type: 'policy.refused',
      repository: name,
      commit: tip,
      code: fault.code,
    });
    this.#ports.changed(fault, tip);
    const kept = before ?? (await this.#lastGood(repository, tip));
    return kept === undefined ? undefined : { ...kept, tip, fault };
  }

  async #lastGood(repository: GitRepository, tip: string): Promise<Standing | undefined> {
    const line = await repository.commits({ from: [tip], firstParent: true, limit: LOOK_BACK });
    for (const { oid } of line.slice(1)) {
      try {
        return await this.#read(repository, oid);
      } catch (error) {
        if (!(error instanceof MainwardError) || !REFUSED.has(error.code)) throw error;
      }
    }
    return undefined;
  }

  /** What was in force when the server last ran: policy does not go back because it was started anew. */
  async #recorded(repository: GitRepository): Promise<Standing | undefined> {
    const { repository: name } = this.#place;
    const [last] = await this.#ports.ledger.find({ types: ['policy.loaded'], repository: name, limit: 1 });
    if (last?.entry.type !== 'policy.loaded') return undefined;
    try {
      return await this.#read(repository, last.entry.commit);
    } catch {
      // Its objects are gone, so nothing says what it was; that it was there still binds what comes after it.
      return { commit: last.entry.commit, tip: '', policies: [], content: '' };
    }
  }

  async #demandForward(repository: GitRepository, before: Standing | undefined, tip: string): Promise<void> {
    if (before === undefined || before.commit === tip) return;
    const { acceptFrom } = this.#place;
    for (const base of [before.commit, ...(acceptFrom === undefined ? [] : [acceptFrom])])
      if (base === tip || (await repository.mergeBase(base, tip)) === base) return;
    throw new MainwardError(
      'POLICY_REWOUND',
      `${this.#place.ref} of ${this.#place.repository} went back or aside, so policy that was replaced could be in force again.`,
      {
        fields: { repository: this.#place.repository, commit: tip },
        remedy:
          'Land the policy that is wanted on top of the one that was in force, or accept the new history in the configuration.',
      },
    );
  }

  async #read(repository: GitRepository, commit: string): Promise<Standing> {
    const files = (await repository.tree(commit)).filter((one) => isPolicyFile(one, this.#place.folder));
    if (files.length > MOST_FILES) throw unusable(commit, `there are more than ${MOST_FILES} policy files`);
    const oids = files.map(({ path, oid }) => {
      if (oid === undefined) throw unusable(commit, `${path} is no file`);
      return oid;
    });
    const blobs = await repository.blobs(oids, { bytesEach: BYTES_EACH });
    const [{ readPolicyFile }, { demandSoundTogether }] = await Promise.all([
      import('../../policy/read.ts'),
      import('../../policy/trust-policy.ts'),
    ]);
    const policies: TrustPolicy[] = [];
    for (const { path, oid = '' } of files) {
      const bytes = blobs.get(oid);
      if (!(bytes instanceof Uint8Array)) throw unusable(commit, `${path} is ${bytes ?? 'missing'}`);
      policies.push(...readPolicyFile(bytes, { path, repository: repository.name, commit }).trustPolicies);
    }
    demandSoundTogether(policies);
    const content = sha256(JSON.stringify(files.map(({ path, oid }) => [path, oid])));
    return { commit, tip: commit, policies, content };
  }
}

/** What a commit can be refused for; anything else is a failure of the world, and asked again next time. */
const REFUSED: ReadonlySet<string> = new Set([
  'POLICY_INVALID',
  'ROSTER_INVALID',
  'POLICY_REWOUND',
  'YAML_REJECTED',
  'BUDGET_EXCEEDED',
]);

function isPolicyFile({ path, kind }: TreeEntry, folder: string): boolean {
  return (kind === 'file' || kind === 'executable') && path.startsWith(`${folder}/`) && /\.ya?ml$/.test(path);
}

function unusable(commit: string, why: string): MainwardError {
  return new MainwardError('POLICY_INVALID', `The policy at ${commit} cannot be used: ${why}.`, {
    fields: { commit },
    remedy: 'Mend it on the protected ref; until then the last good policy stays in force.',
  });
}

function unreadable(repository: string, why: string): MainwardError {
  return new MainwardError('REPOSITORY_UNREADABLE', `The policy of ${repository} cannot be read: ${why}.`, {
    fields: { repository },
    remedy: 'Name the repository and its protected ref in the configuration of the server.',
  });
}
