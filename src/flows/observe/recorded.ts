import type {
  ApprovedEntry,
  CheckedEntry,
  GapEntry,
  LandedEntry,
  LedgerEntry,
  LedgerEntryType,
  PolicyLoadedEntry,
  PolicyRefusedEntry,
  ProposedEntry,
  Recorded,
} from '../../model/ledger.ts';
import type { LedgerReader, LedgerWriter, NewEntry } from '../../ports/ledger.ts';

const TYPES: readonly LedgerEntryType[] = [
  'change.proposed',
  'change.approved',
  'change.checked',
  'change.landed',
  'policy.loaded',
  'policy.refused',
  'gap',
];
const PAGE = 1_000;

/** What the ledger already says of one repository, so that nothing is said twice, and a restart changes nothing. */
export class RecordedRepository {
  readonly #ledger: LedgerWriter;
  readonly #said: Set<string> = new Set();
  readonly #checks: Map<string, Recorded<CheckedEntry>> = new Map();
  readonly #landed: Recorded<LandedEntry>[] = [];
  #policy: Recorded<PolicyLoadedEntry> | undefined;
  #last: string | undefined;

  private constructor(ledger: LedgerWriter) {
    this.#ledger = ledger;
  }

  static async read(ledger: LedgerReader & LedgerWriter, repository: string): Promise<RecordedRepository> {
    const pages: (readonly Recorded[])[] = [];
    for (let before: number | undefined; ; ) {
      const page = await ledger.find({
        types: TYPES,
        repository,
        limit: PAGE,
        ...(before === undefined ? {} : { before }),
      });
      pages.push(page);
      before = page.at(-1)?.index;
      if (page.length < PAGE || before === undefined) break;
    }
    const recorded = new RecordedRepository(ledger);
    for (const one of pages.flat().reverse()) recorded.#take(one);
    return recorded;
  }

  /** In the order of the ledger. */
  get landed(): readonly Recorded<LandedEntry>[] {
    return this.#landed;
  }

  /** The policy that was loaded last, with its files as payload. */
  get policy(): Recorded<PolicyLoadedEntry> | undefined {
    return this.#policy;
  }

  /** When something was last recorded of it; RFC 3339 UTC. */
  get last(): string | undefined {
    return this.#last;
  }

  /** The last check of this head against this base. */
  check(
    change: Pick<CheckedEntry, 'ref' | 'proposal' | 'head' | 'base'>,
  ): Recorded<CheckedEntry> | undefined {
    return this.#checks.get(checkKey(change));
  }

  has(entry: Sayable): boolean {
    return this.#said.has(keyOf(entry));
  }

  /** Appends what was not said yet; answers whether it did. */
  async sayOnce(entry: Sayable & NewEntry, payload?: () => Uint8Array): Promise<boolean> {
    if (this.has(entry)) return false;
    await this.say(entry, payload?.());
    return true;
  }

  async say(entry: NewEntry, payload?: Uint8Array): Promise<Recorded> {
    const recorded = await this.#ledger.append(entry, payload);
    this.#take(recorded);
    return recorded;
  }

  #take({ index, entry }: Recorded): void {
    this.#last = entry.at;
    switch (entry.type) {
      case 'change.landed':
        this.#landed.push({ index, entry });
        return;
      case 'change.checked':
        this.#checks.set(checkKey(entry), { index, entry });
        return;
      case 'policy.loaded':
        if (entry.payload !== undefined) this.#policy = { index, entry };
        return;
      case 'change.proposed':
      case 'change.approved':
      case 'policy.refused':
      case 'gap':
        this.#said.add(keyOf(entry));
        return;
      default:
        return;
    }
  }
}

/** What is said once: a head that was offered, a statement about it, a policy that cannot be used, a ref that went back. */
type Sayable =
  | Pick<ProposedEntry, 'type' | 'ref' | 'proposal' | 'head'>
  | Pick<ApprovedEntry, 'type' | 'ref' | 'proposal' | 'head' | 'statement'>
  | Pick<PolicyRefusedEntry, 'type' | 'commit'>
  | Pick<GapEntry, 'type' | 'what'>;

function keyOf(entry: Sayable | LedgerEntry): string {
  switch (entry.type) {
    case 'change.proposed':
      return JSON.stringify([entry.type, entry.ref, entry.proposal, entry.head]);
    case 'change.approved':
      return JSON.stringify([entry.type, entry.ref, entry.proposal, entry.head, entry.statement]);
    case 'policy.refused':
      return JSON.stringify([entry.type, entry.commit]);
    case 'gap':
      return JSON.stringify([entry.type, entry.what]);
    default:
      return '';
  }
}

function checkKey({
  ref,
  proposal,
  head,
  base,
}: Pick<CheckedEntry, 'ref' | 'proposal' | 'head' | 'base'>): string {
  return JSON.stringify([ref, proposal, head, base]);
}
