import { useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import type { ReactElement } from 'react';
import type { LedgerEntry } from '../../../../src/model/ledger.ts';
import { entryProofQuery, logQuery } from '../../api/log.ts';
import { Badge } from '../../kit/badge.tsx';
import { buttonClass } from '../../kit/button.tsx';
import { Failure } from '../../kit/failure.tsx';
import { Loading } from '../../kit/loading.tsx';
import { Facts } from '../../kit/page.tsx';
import { ExactTime } from '../../kit/time.tsx';
import { checkProof } from '../../proof/inclusion.ts';
import { typeWords } from './words.ts';

/** One entry as its proof has it: what is shown is what was verified, not what the list said. */
export function Entry({ index }: { readonly index: number }): ReactElement {
  const { data: proof, error: noProof } = useQuery(entryProofQuery(index));
  const { data: log, error: noLog } = useQuery(logQuery);
  const verifierKey = log?.verifierKey;
  const { data: checked, error } = useQuery({
    queryKey: ['checked', 'entry', index, proof?.checkpoint, verifierKey],
    queryFn: () => (proof === undefined || verifierKey === undefined ? null : checkProof(proof, verifierKey)),
    enabled: proof !== undefined && verifierKey !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const failed = noProof ?? noLog ?? error;
  if (failed !== null) return <Failure error={failed} />;
  if (proof === undefined || checked === undefined || checked === null) return <Loading label="Verifying" />;
  if (!checked.ok)
    return (
      <div className="space-y-2">
        <Badge tone="bad">not proven</Badge>
        <p className="text-sm">
          This entry is not shown, because its proof does not hold: {checked.error.join('; ')}.
        </p>
      </div>
    );
  const [first] = checked.value.entries;
  const hashes = proof.entries[0]?.inclusion.length ?? 0;
  if (first === undefined) return <Badge tone="bad">not proven</Badge>;
  return (
    <div className="space-y-6">
      <section aria-label="What it says">
        <h3 className="mb-2.5 font-semibold">{typeWords(first.entry.type)}</h3>
        <Facts rows={factsOf(first.entry)} />
      </section>
      <section aria-label="Proof" className="rounded-lg border border-line bg-surface px-4 py-3.5">
        <div className="flex items-center gap-3">
          <h3 className="font-semibold">Proof</h3>
          <Badge tone="good">proven here</Badge>
        </div>
        <ol className="mt-2.5 list-decimal space-y-1.5 pl-5 text-sm marker:text-dim">
          <li>
            The checkpoint of {checked.value.checkpoint.size.toString()} entries is signed by the log’s key.
          </li>
          <li>
            {hashes === 0
              ? 'The entry is the whole tree.'
              : `${hashes} hashes lead from the entry’s bytes to the root that was signed.`}
          </li>
          <li>What stands above was read from those bytes.</li>
        </ol>
        <p className="mt-2.5 text-xs text-dim">
          Computed in this browser, with the code of <code>mainward log verify</code>. Trusted key:{' '}
          <code className="break-all">{verifierKey}</code>
        </p>
        <a
          href={`/api/v1/log/entries/${index}/proof`}
          download={`entry-${index}.json`}
          className={buttonClass('plain', 'mt-3')}
        >
          <Download aria-hidden size={15} /> entry-{index}.json
        </a>
      </section>
    </div>
  );
}

/** The fields of an entry, as they are written. */
function factsOf(entry: LedgerEntry): readonly (readonly [string, ReactElement | string])[] {
  return Object.entries(entry)
    .filter(([name]) => name !== 'v' && name !== 'type')
    .map(([name, value]) => [name, valueOf(name, value)] as const);
}

function valueOf(name: string, value: unknown): ReactElement | string {
  if (name === 'at' && typeof value === 'string') return <ExactTime at={value} />;
  if (typeof value === 'string')
    return /^[0-9a-f]{40,}$/.test(value) ? <code className="text-xs break-all">{value}</code> : value;
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value);
  return <code className="text-xs whitespace-pre-wrap">{JSON.stringify(value, null, 1)}</code>;
}
