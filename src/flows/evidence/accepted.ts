import { MainwardError } from '../../model/errors.ts';
import type { GitOpener, GitRepository } from '../../ports/git.ts';
import { type Evidence, NO_EVIDENCE } from './evidence.ts';

/** Where the accepted state of a repository is read: nothing of it counts that has not landed. */
export interface AcceptedPlace {
  /** A path under which the repository is opened. */
  readonly path: string;
  /** The folder of the policy. */
  readonly folder: string;
  /** The commit whose policy is in force; `undefined` where none was ever good. */
  inForce(): Promise<{ readonly commit: string } | undefined>;
}

const BYTES_EACH = 16 << 20;

/** Roster, system and exceptions as the policy in force has them; demands are read from history, landing by landing. */
export class AcceptedEvidence {
  readonly #places: ReadonlyMap<string, AcceptedPlace>;
  readonly #git: GitOpener;
  readonly #read: Map<string, { readonly commit: string; readonly evidence: Evidence }> = new Map();

  /** By the names of the repositories. */
  constructor(places: ReadonlyMap<string, AcceptedPlace>, git: GitOpener) {
    this.#places = places;
    this.#git = git;
  }

  /** Rejects where it cannot be read. */
  async of(repository: string): Promise<Evidence> {
    const place = this.#places.get(repository);
    const force = await place?.inForce();
    if (place === undefined || force === undefined) return NO_EVIDENCE;
    const known = this.#read.get(repository);
    if (known?.commit === force.commit) return known.evidence;
    const evidence = await this.#readAt(repository, place, force.commit);
    this.#read.set(repository, { commit: force.commit, evidence });
    return evidence;
  }

  /** Of all repositories, in the order of the configuration. */
  all(): Promise<readonly Evidence[]> {
    return Promise.all([...this.#places.keys()].map((name) => this.of(name)));
  }

  async #readAt(name: string, { path, folder }: AcceptedPlace, commit: string): Promise<Evidence> {
    const opened = await this.#git.open(path);
    if (opened === undefined)
      throw new MainwardError(
        'REPOSITORY_UNREADABLE',
        `${name} is not there, so its roster cannot be read.`,
        {
          fields: { repository: name },
          remedy: 'See that the server can read the repository.',
        },
      );
    try {
      return await readEvidenceAt(opened, name, commit, folder);
    } finally {
      await opened.close();
    }
  }
}

async function readEvidenceAt(
  repository: GitRepository,
  name: string,
  commit: string,
  folder: string,
): Promise<Evidence> {
  const files = (await repository.tree(commit, [folder])).filter(
    ({ path, oid }) => oid !== undefined && /\.ya?ml$/.test(path),
  );
  const blobs = await repository.blobs(
    files.flatMap(({ oid }) => oid ?? []),
    { bytesEach: BYTES_EACH },
  );
  const { readPolicyFile } = await import('../../policy/read.ts');
  const policies = files.map(({ path, oid = '' }) => {
    const bytes = blobs.get(oid);
    if (bytes instanceof Uint8Array) return readPolicyFile(bytes, { path, repository: name, commit });
    throw new MainwardError(
      'POLICY_INVALID',
      `${path} of ${name} cannot be read: it is ${bytes ?? 'missing'}.`,
      {
        remedy: 'See that the server’s clone of the repository is whole.',
      },
    );
  });
  const [roster] = policies.flatMap(({ rosters }) => rosters);
  const [system] = policies.flatMap(({ systems }) => systems);
  return {
    ...NO_EVIDENCE,
    exceptions: policies.flatMap(({ exceptions }) => exceptions),
    ...(roster === undefined ? {} : { roster }),
    ...(system === undefined ? {} : { system }),
  };
}
