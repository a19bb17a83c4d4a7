import { Answering } from '../../chain/cut/answer.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { readDeclared } from '../scan/declared.ts';
import { inputOf } from '../scan/input.ts';
import { isWanted, type Opened, type OpenPorts, openAll } from '../scan/open.ts';
import { readSourceTree } from '../scan/source-tree.ts';

/** A repository at one commit, under the name by which evidence speaks of it. */
export interface AnswerPlace {
  readonly path: string;
  /** Absent: as the repository itself says. */
  readonly name?: string;
  /** Full object id; absent: its HEAD. */
  readonly commit?: string;
  /** Branch that the commit lies on, where it is named. */
  readonly branch?: string;
}

export interface AnswerRequest {
  readonly places: readonly AnswerPlace[];
  readonly evidence: Evidence;
  /** RFC 3339 UTC. */
  readonly now: string;
}

/** What was answered, and of what. */
export interface OpenedAnswering {
  readonly answering: Answering;
  readonly repositories: readonly { readonly name: string; readonly commit: string | null }[];
}

/** Reads what a scan of the same would read, so that cuts can be tried on it. */
export async function openAnswering(
  { places, evidence, now }: AnswerRequest,
  ports: OpenPorts,
): Promise<OpenedAnswering> {
  const heads = places.filter(({ commit }) => commit === undefined).map(({ path }) => path);
  const opened = [...(await openAll(heads, false, ports))];
  try {
    for (const place of places)
      if (place.commit !== undefined) opened.push(await openAt(place, place.commit, ports));
    const declared = await Promise.all(opened.map((one) => readDeclared(one.tree)));
    return {
      answering: new Answering(inputOf(opened, declared, new Map(), { evidence, now })),
      repositories: opened.map(({ name, tree }) => ({ name, commit: tree.commit ?? null })),
    };
  } finally {
    for (const one of opened) await one.git?.close();
  }
}

async function openAt(
  { path, name, branch }: AnswerPlace,
  commit: string,
  { git: opener }: OpenPorts,
): Promise<Opened> {
  const git = await opener.open(path);
  if (git === undefined) throw new RangeError('A repository of the configuration is not there.');
  try {
    const tree = await readSourceTree(git, commit, isWanted);
    const named = name ?? git.name;
    return {
      name: named,
      tree: { ...tree, repository: named },
      git,
      notes: [],
      ...(branch === undefined ? {} : { branch }),
    };
  } catch (error) {
    await git.close();
    throw error;
  }
}
