import { MainwardError } from '../../model/errors.ts';
import type {
  AppliedEntry,
  LandedEntry,
  LedgerEntryType,
  LiveEntry,
  ObjectRef,
  PublishedEntry,
  Recorded,
} from '../../model/ledger.ts';
import type { LedgerQuery, LedgerReader } from '../../ports/ledger.ts';
import type { TraceQuestion } from './question.ts';

/** The change that a question means. */
export interface Target {
  readonly repository: string;
  readonly commit?: string;
  readonly proposal?: string;
  readonly object: ObjectRef | null;
  readonly live?: Recorded<LiveEntry>;
}

const PAGE = 1_000;
/** Entries that are looked through for a name or an abbreviation. */
const MOST_PAGES = 100;

/** What the ledger knows by this name. Throws NOT_RECORDED, and USAGE for a name that means several things. */
export async function targetOf(question: TraceQuestion, ledger: LedgerReader): Promise<Target> {
  return question.kind === 'object' ? objectTarget(question, ledger) : idTarget(question, ledger);
}

type ObjectEntry = LiveEntry | AppliedEntry | PublishedEntry;

async function objectTarget(
  { objectKind, name, namespace, cluster }: Extract<TraceQuestion, { kind: 'object' }>,
  ledger: LedgerReader,
): Promise<Target> {
  const places = new Map<string, Recorded<ObjectEntry>>();
  for await (const { index, entry } of newestFirst(ledger, { types: [typeFor(objectKind)] })) {
    if (entry.type !== 'object.live' && entry.type !== 'agent.applied' && entry.type !== 'source.published')
      continue;
    const object = objectOf(entry);
    if (object.kind !== objectKind || object.name !== name) continue;
    if (namespace !== undefined && object.namespace !== namespace) continue;
    if (cluster !== undefined && entry.cluster !== cluster) continue;
    const place = `${object.namespace === undefined ? '' : `namespace ${object.namespace} of `}cluster ${entry.cluster}`;
    if (!places.has(place)) places.set(place, { index, entry });
  }
  const [first] = places.values();
  if (first === undefined) throw notRecorded(`${objectKind} ${name}`);
  if (places.size > 1) {
    throw new MainwardError(
      'USAGE',
      `There is a ${objectKind} ${name} in several places: ${[...places.keys()].sort().join(', ')}.`,
      { remedy: 'Choose one with -n NAMESPACE or --cluster NAME.' },
    );
  }
  const { index, entry } = first;
  return {
    repository: entry.repository,
    commit: entry.commit,
    object: objectOf(entry),
    ...(entry.type === 'object.live' ? { live: { index, entry } } : {}),
  };
}

function typeFor(kind: string): LedgerEntryType {
  if (kind === 'Kustomization') return 'agent.applied';
  return kind === 'ExternalArtifact' ? 'source.published' : 'object.live';
}

function objectOf(entry: ObjectEntry): ObjectRef {
  switch (entry.type) {
    case 'object.live':
      return entry.object;
    case 'agent.applied':
      return entry.agent;
    case 'source.published':
      return entry.source;
  }
}

async function idTarget(
  { id, isWhole }: Extract<TraceQuestion, { kind: 'id' }>,
  ledger: LedgerReader,
): Promise<Target> {
  const found = isWhole
    ? [...(await ledger.find({ commit: id })), ...(id.length === 64 ? await ledger.find({ digest: id }) : [])]
    : await abbreviated(id, ledger);
  const landed = found.find(
    (one): one is Recorded<LandedEntry> =>
      one.entry.type === 'change.landed' && one.entry.commit.startsWith(id),
  );
  const [first] = landed === undefined ? found.filter(isOfChange) : [landed];
  if (first === undefined) throw notRecorded(id);
  return fromEntry(first);
}

function isOfChange({ entry }: Recorded): boolean {
  return (
    'repository' in entry && ('commit' in entry || 'proposal' in entry) && !entry.type.startsWith('policy.')
  );
}

function fromEntry({ entry }: Recorded): Target {
  const repository = 'repository' in entry ? (entry.repository ?? '') : '';
  const commit = 'commit' in entry && !entry.type.startsWith('policy.') ? entry.commit : undefined;
  const proposal = 'proposal' in entry ? entry.proposal : undefined;
  return {
    repository,
    object: null,
    ...(commit === undefined ? {} : { commit }),
    ...(proposal === undefined ? {} : { proposal }),
  };
}

/** Entries that name a commit which begins so. Throws USAGE where there are several such commits. */
async function abbreviated(id: string, ledger: LedgerReader): Promise<readonly Recorded[]> {
  const commits = new Map<string, Recorded>();
  const types: readonly LedgerEntryType[] = ['change.landed', 'change.proposed', 'agent.applied'];
  for await (const { index, entry } of newestFirst(ledger, { types })) {
    const named = [
      ...('commit' in entry ? [entry.commit] : []),
      ...('head' in entry && entry.head !== undefined ? [entry.head] : []),
    ];
    for (const commit of named)
      if (commit.startsWith(id) && !commits.has(commit)) commits.set(commit, { index, entry });
  }
  if (commits.size <= 1) return [...commits.values()];
  throw new MainwardError('USAGE', `${id} is the beginning of ${commits.size} commits.`, {
    remedy: 'Write more digits of it.',
  });
}

async function* newestFirst(ledger: LedgerReader, query: LedgerQuery): AsyncGenerator<Recorded> {
  let before: number | undefined;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const page = await ledger.find({ ...query, limit: PAGE, ...(before === undefined ? {} : { before }) });
    yield* page;
    before = page.at(-1)?.index;
    if (page.length < PAGE || before === undefined) return;
  }
}

function notRecorded(what: string): MainwardError {
  return new MainwardError('NOT_RECORDED', `The ledger says nothing of ${what}.`, {
    remedy: 'Name something that landed or was applied while the ledger was kept.',
  });
}
