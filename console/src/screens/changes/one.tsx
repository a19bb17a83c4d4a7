import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import type { ChangeDocument } from '../../../../src/model/change-view.ts';
import { changePassportQuery, oneChangeQuery } from '../../api/changes.ts';
import { Chain } from '../../chain/chain.tsx';
import { linksOfEntries } from '../../chain/of-entries.tsx';
import { linksOfPassport } from '../../chain/of-passport.tsx';
import { SameAllAlong } from '../../chain/same.tsx';
import { changeWords, STATE_WORDS } from '../../chain/words.ts';
import { useAddress } from '../../kit/address.ts';
import { Badge, Verdict } from '../../kit/badge.tsx';
import { Failure } from '../../kit/failure.tsx';
import { Link } from '../../kit/link.tsx';
import { Loading } from '../../kit/loading.tsx';
import { PageFrame, Section } from '../../kit/page.tsx';

export function Page(): ReactElement {
  const id = useAddress().params['id'] ?? '';
  const { data, error, refetch } = useQuery(oneChangeQuery(id));
  if (data !== undefined) return <One of={data} />;
  return (
    <PageFrame title="A change" above={<Link to="/changes">Changes</Link>}>
      {error === null ? <Loading /> : <Failure error={error} retry={() => void refetch()} />}
    </PageFrame>
  );
}

function One({ of }: { readonly of: ChangeDocument }): ReactElement {
  const { id, state, verdict, commit, head } = of;
  const { data: passport, error, refetch } = useQuery(changePassportQuery(String(id)));
  const traced = commit ?? head;
  return (
    <PageFrame
      title={passport?.change?.title ?? changeWords(of)}
      above={
        <>
          <Link to="/changes">Changes</Link> · {changeWords(of)}
        </>
      }
      marks={
        <>
          <Badge tone={state === 'live' ? 'good' : 'accent'}>{STATE_WORDS[state]}</Badge>
          <Verdict of={verdict} />
        </>
      }
      command={
        traced === undefined ? undefined : `mainward trace ${traced.slice(0, 12)} --server ${location.origin}`
      }
    >
      {passport === undefined && error === null ? (
        <Loading />
      ) : error !== null ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : passport === null || passport === undefined ? (
        <Section title="As recorded">
          <p className="mb-4 max-w-[72ch] text-sm text-dim">
            Who made and approved it is shown to those who read the whole record, and to developers who took
            part in it.
          </p>
          <Chain links={linksOfEntries(of.entries)} />
        </Section>
      ) : (
        <div className="grid items-start gap-8 xl:grid-cols-[minmax(0,1fr)_22rem] [&>section]:mt-0">
          <Section title="From hand to cluster">
            <Chain links={linksOfPassport(passport)} />
          </Section>
          <Section title="The same all along?">
            <SameAllAlong links={passport.links} />
          </Section>
        </div>
      )}
    </PageFrame>
  );
}
