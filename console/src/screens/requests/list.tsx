import { useQuery } from '@tanstack/react-query';
import { Hourglass, Siren } from 'lucide-react';
import { type ReactElement, type ReactNode, useState } from 'react';
import type { ListedGrant, OfferedAccess } from '../../../../src/model/access-document.ts';
import { accessPoliciesQuery, type GrantsAsOf, grantsQuery } from '../../api/access.ts';
import { count } from '../../chain/words.ts';
import { useAddress } from '../../kit/address.ts';
import { Button } from '../../kit/button.tsx';
import { Drawer } from '../../kit/drawer.tsx';
import { Empty } from '../../kit/empty.tsx';
import { Failure } from '../../kit/failure.tsx';
import { Link } from '../../kit/link.tsx';
import { Loading } from '../../kit/loading.tsx';
import { PageFrame, Section } from '../../kit/page.tsx';
import { type Column, Table } from '../../kit/table.tsx';
import { Time } from '../../kit/time.tsx';
import { Ask, BreakGlass } from './ask.tsx';
import { GrantCard } from './card.tsx';
import { BreakGlassMark, ReviewMark } from './marks.tsx';
import { Offered } from './offered.tsx';
import { endWords } from './words.ts';

export function Page(): ReactElement {
  const { data, error, refetch } = useQuery(grantsQuery);
  const policies = useQuery(accessPoliciesQuery);
  return (
    <PageFrame
      title="Requests"
      lead="Access that ends by itself: what may be asked for, who waits for it, who has it, and how it ended."
      command={`mainward access list --server ${location.origin}`}
    >
      {data === undefined ? (
        error === null ? (
          <Loading />
        ) : (
          <Failure error={error} retry={() => void refetch()} />
        )
      ) : (
        <Grants of={data} />
      )}
      <Section title="What may be asked for">
        {policies.data === undefined ? (
          policies.error === null ? (
            <Loading lines={4} />
          ) : (
            <Failure error={policies.error} retry={() => void policies.refetch()} />
          )
        ) : (
          <>
            <Offered policies={policies.data.policies} />
            <Asking policies={policies.data.policies} />
          </>
        )}
      </Section>
    </PageFrame>
  );
}

function Grants({ of: { grants, skew } }: { readonly of: GrantsAsOf }): ReactElement {
  const waiting = grants.filter(({ state }) => state === 'pending');
  const there = grants.filter(({ state }) => state === 'active' || state === 'ending');
  const ended = grants.filter(({ state }) => state === 'ended');
  const toReview = ended.filter(({ review }) => review !== undefined && review.verdict === undefined);
  const over = ended.filter((one) => !toReview.includes(one));
  return (
    <>
      <Loud of={there} />
      {grants.length === 0 ? (
        <Empty icon={Hourglass} title="Nobody has temporary access, and nobody waits for it">
          What you may see of it appears here, as soon as somebody asks.
        </Empty>
      ) : null}
      <Cards title="Has access now" of={there} skew={skew} />
      <Cards title="Waits for agreement" of={waiting} skew={skew} />
      <Cards title="Over, and to be reviewed" of={toReview} skew={skew} />
      {over.length === 0 ? null : (
        <Section title="Over">
          <Over of={over} />
        </Section>
      )}
    </>
  );
}

/** Break-glass that lasts, above everything else. */
function Loud({ of }: { readonly of: readonly ListedGrant[] }): ReactElement | null {
  const loud = of.filter(({ kind }) => kind === 'break-glass');
  if (loud.length === 0) return null;
  return (
    <p className="mb-6 flex items-center gap-2.5 rounded-lg border border-bad bg-bad-soft px-4 py-3 font-semibold text-bad">
      <Siren aria-hidden size={18} className="shrink-0" />
      {loud.length === 1 ? 'Somebody has' : `${count(loud.length, 'person', 'people')} have`} access that
      nobody agreed to.
    </p>
  );
}

function Cards({
  title,
  of,
  skew,
}: {
  readonly title: string;
  readonly of: readonly ListedGrant[];
  readonly skew: number;
}): ReactElement | null {
  if (of.length === 0) return null;
  return (
    <Section title={title}>
      <ul className="space-y-3">
        {of.map((one) => (
          <GrantCard key={one.id} of={one} skew={skew} />
        ))}
      </ul>
    </Section>
  );
}

const COLUMNS: readonly Column<ListedGrant>[] = [
  {
    id: 'grant',
    header: 'Access',
    className: 'md:min-w-32',
    heads: true,
    cell: (one) => (
      <span className="inline-flex flex-wrap items-center gap-x-2 gap-y-1">
        <Link to={`/requests/${one.id}`}>{one.policy}</Link>
        <BreakGlassMark of={one} />
        <ReviewMark of={one} />
      </span>
    ),
  },
  {
    id: 'who',
    header: 'Who',
    className: 'md:min-w-28',
    cell: ({ person }) => person ?? <span className="text-dim">erased</span>,
  },
  {
    id: 'why',
    header: 'Why',
    className: 'md:min-w-40',
    cell: ({ reason }) => reason ?? <span className="text-dim">erased</span>,
  },
  {
    id: 'how',
    header: 'How it ended',
    className: 'md:min-w-48',
    cell: ({ ends }) => ends.map(endWords).join(' '),
  },
  {
    id: 'when',
    header: 'Ended',
    cell: ({ ends, expires }) => <Time at={ends[0]?.at ?? expires} />,
  },
];
const FIRST = 20;

function Over({ of }: { readonly of: readonly ListedGrant[] }): ReactElement {
  const [most, setMost] = useState(FIRST);
  return (
    <>
      <Table label="Over" rows={of.slice(0, most)} columns={COLUMNS} rowId={({ id }) => id} />
      {of.length > most ? (
        <Button className="mt-3" onClick={() => setMost(most + 5 * FIRST)}>
          Older
        </Button>
      ) : null}
    </>
  );
}

/** The form that the address asks for. */
function Asking({ policies }: { readonly policies: readonly OfferedAccess[] }): ReactElement {
  const { search, setSearch } = useAddress();
  const { ask, break: broken } = search;
  const named = broken ?? ask;
  const policy = policies.find(({ name }) => name === named);
  return (
    <Drawer
      open={named !== undefined}
      title={broken === undefined ? `Ask for ${ask ?? ''}` : `Break-glass: ${broken}`}
      close={() => setSearch({ ask: undefined, break: undefined })}
    >
      {formOf(policy, broken !== undefined)}
    </Drawer>
  );
}

function formOf(policy: OfferedAccess | undefined, breaks: boolean): ReactNode {
  if (policy === undefined)
    return <Empty icon={Hourglass} title="No AccessPolicy of that name is in force" />;
  if (!breaks) return <Ask of={policy} />;
  return policy.breakGlass === undefined ? (
    <Empty icon={Siren} title="This policy has no break-glass">
      Ask in the ordinary way, or for another policy.
    </Empty>
  ) : (
    <BreakGlass of={policy} rule={policy.breakGlass} />
  );
}
