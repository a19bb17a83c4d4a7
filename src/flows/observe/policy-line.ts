import { decodePayload } from '../../chain/ledger/payload.ts';
import { MainwardError } from '../../model/errors.ts';
import type { GitRepository } from '../../ports/git.ts';
import type { LedgerReader } from '../../ports/ledger.ts';
import type { Random } from '../../ports/random.ts';
import { encodePayload } from './payload.ts';
import { contentOf, isRefusal, meaningOfPolicy, type PolicyInForce, readPolicyFiles } from './policy.ts';
import type { RecordedRepository } from './recorded.ts';

export interface PolicyPlace {
  readonly repository: string;
  readonly folder: string;
  readonly ledger: LedgerReader;
  readonly recorded: RecordedRepository;
  readonly random: Random;
}

/** A policy that cannot be used, and the commit that has it. */
export interface PolicyFault {
  readonly commit: string;
  readonly error: MainwardError;
}

/**
 * The policy of one repository as it goes on with what is accepted. The last good one stays in force where a newer one
 * cannot be used, over restarts too: it is read from the ledger.
 */
export class PolicyLine {
  readonly #place: PolicyPlace;
  #inForce: PolicyInForce | undefined;
  #fault: PolicyFault | undefined;
  #looked: string | undefined;

  private constructor(place: PolicyPlace, inForce: PolicyInForce | undefined) {
    this.#place = place;
    this.#inForce = inForce;
  }

  static async read(place: PolicyPlace): Promise<PolicyLine> {
    const { ledger, recorded, repository } = place;
    const last = recorded.policy;
    const bytes = last?.entry.payload === undefined ? undefined : await ledger.payload(last.entry.payload);
    const payload = decodePayload(bytes, 'mainward.dev/policy/v1');
    if (last === undefined || payload === undefined) return new PolicyLine(place, undefined);
    const files = { commit: last.entry.commit, files: payload.files };
    return new PolicyLine(place, await meaningOfPolicy(files, repository));
  }

  get inForce(): PolicyInForce | undefined {
    return this.#inForce;
  }

  /** Index of the entry that says what is in force. */
  get index(): number | undefined {
    return this.#place.recorded.policy?.index;
  }

  /** Why the newest is not in force; `undefined` where it is. */
  get fault(): PolicyFault | undefined {
    return this.#fault;
  }

  /** Takes over the policy of a commit that is accepted. Answers whether another one is in force now. */
  async advance(git: GitRepository, accepted: string): Promise<boolean> {
    if (this.#looked === accepted) return false;
    const { repository, folder, recorded, random } = this.#place;
    try {
      const read = await readPolicyFiles(git, accepted, folder);
      const content = contentOf(read.files);
      const isNew = content !== this.#inForce?.content;
      if (isNew) {
        const next = await meaningOfPolicy(read, repository);
        await recorded.say(
          { type: 'policy.loaded', repository, commit: accepted },
          encodePayload({ schema: 'mainward.dev/policy/v1', files: read.files }, random),
        );
        this.#inForce = next;
      }
      this.#fault = undefined;
      this.#looked = accepted;
      return isNew;
    } catch (error) {
      if (!isRefusal(error)) throw error;
      await this.#refuse(accepted, error);
      return false;
    }
  }

  /** Keeps what is in force where the ref went back: policy that was replaced does not come back with it. */
  async refuse(accepted: string): Promise<void> {
    const { repository } = this.#place;
    await this.#refuse(
      accepted,
      new MainwardError(
        'POLICY_REWOUND',
        `The protected ref of ${repository} went back or aside, so policy that was replaced could be in force again.`,
        {
          fields: { repository, commit: accepted },
          remedy:
            'Land the policy that is wanted on top of the one that is in force, or name the new history as `since`.',
        },
      ),
    );
  }

  async #refuse(commit: string, error: MainwardError): Promise<void> {
    const { repository, recorded } = this.#place;
    await recorded.sayOnce({ type: 'policy.refused', repository, commit, code: error.code });
    this.#fault = { commit, error };
    this.#looked = commit;
  }
}
