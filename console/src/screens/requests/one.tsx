import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import type { AccessGrantDocument } from '../../../../src/model/access-document.ts';
import { grantsQuery, oneGrantQuery } from '../../api/access.ts';
import { listWords } from '../../chain/words.ts';
import { useAddress } from '../../kit/address.ts';
import { Code, Id } from '../../kit/code.tsx';
import { Failure } from '../../kit/failure.tsx';
import { Link } from '../../kit/link.tsx';
import { Loading } from '../../kit/loading.tsx';
import { Card, Facts, PageFrame, Section } from '../../kit/page.tsx';
import { ExactTime } from '../../kit/time.tsx';
import { Acts } from './acts.tsx';
import { BreakGlassMark, ReviewMark, State, TimeLeft } from './marks.tsx';
import { Missing } from './missing.tsx';
import { endWords } from './words.ts';

export function Page(): ReactElement {
  const id = useAddress().params['id'] ?? '';
  const { data, error, refetch } = useQuery(oneGrantQuery(id));
  if (data !== undefined) return <One of={data} />;
  return (
    <PageFrame title="A request" above={<Link to="/requests">Requests</Link>}>
      {error === null ? <Loading /> : <Failure error={error} retry={() => void refetch()} />}
    </PageFrame>
  );
}

function One({ of }: { readonly of: AccessGrantDocument }): ReactElement {
  const skew = useQuery(grantsQuery).data?.skew ?? 0;
  return (
    <PageFrame
      title={`${of.policy} for ${of.person ?? 'somebody'}`}
      above={
        <>
          <Link to="/requests">Requests</Link> · {of.id}
        </>
      }
      marks={
        <>
          <BreakGlassMark of={of} />
          <State of={of} />
          <ReviewMark of={of} />
        </>
      }
      lead={of.reason ?? 'The reason was erased.'}
      command={`mainward access list ${of.id} --server ${location.origin}`}
      actions={<Acts of={of} />}
    >
      <div className="mb-5 empty:hidden">
        <TimeLeft of={of} skew={skew} />
      </div>
      <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-2">
        {of.state === 'pending' ? (
          <Card className="px-4 py-3.5">
            <h2 className="mb-2 text-sm font-semibold">What is missing</h2>
            <Missing of={of} />
          </Card>
        ) : null}
        <Card className="px-4 py-3.5">
          <h2 className="mb-2 text-sm font-semibold">What became of it</h2>
          <Course of={of} />
        </Card>
      </div>
      {of.record === undefined && of.manifests === undefined ? null : (
        <Section title="The commit">
          <p className="mb-3 max-w-[72ch] text-sm text-dim">
            Byte for byte {of.kind === 'break-glass' ? 'what landed' : 'what is agreed to'}: the record, and
            what the agent of {of.cluster} applies.
          </p>
          <div className="space-y-4">
            {of.record === undefined ? null : (
              <File name={`.mainward/grants/${of.id}.yaml`} text={of.record} />
            )}
            {of.manifests === undefined ? null : <File name={`mainward-${of.id}.yaml`} text={of.manifests} />}
          </div>
        </Section>
      )}
    </PageFrame>
  );
}

function File({ name, text }: { readonly name: string; readonly text: string }): ReactElement {
  return (
    <div>
      <h3 className="mb-1 font-mono text-xs wrap-anywhere text-dim">{name}</h3>
      <Code text={text.trimEnd()} label={name} />
    </div>
  );
}

function Course({ of }: { readonly of: AccessGrantDocument }): ReactElement {
  const { person, by, requestedAt, began, approvers, expires, ends, review, stillHasBy } = of;
  return (
    <Facts
      rows={[
        ['who', person ?? <span className="text-dim">erased</span>],
        by === undefined || by === person ? undefined : ['asked by', by],
        ['cluster', of.cluster],
        requestedAt === undefined ? undefined : ['asked', <ExactTime key="asked" at={requestedAt} />],
        [
          'agreed',
          approvers.length === 0
            ? of.kind === 'break-glass'
              ? 'nobody: it is break-glass'
              : 'nobody yet'
            : listWords(approvers),
        ],
        began === undefined
          ? undefined
          : [
              'began',
              <span key="began">
                <ExactTime at={began.at} /> by{' '}
                <Link to="/passport" search={{ of: began.commit }}>
                  <Id of={began.commit} />
                </Link>
              </span>,
            ],
        ['ends', <ExactTime key="ends" at={expires} />],
        ends.length === 0
          ? undefined
          : [
              'ended',
              <ul key="ended" className="space-y-1">
                {ends.map((one) => (
                  <li key={`${one.at} ${one.by}`}>
                    {endWords(one)} <ExactTime at={one.at} />
                  </li>
                ))}
              </ul>,
            ],
        review === undefined
          ? undefined
          : [
              'review',
              review.verdict === undefined ? (
                <span key="review">
                  due <ExactTime at={review.due} />
                </span>
              ) : (
                `${review.by ?? 'somebody'}: ${review.say ?? 'what was said was erased'}`
              ),
            ],
        stillHasBy.length === 0
          ? undefined
          : [
              of.state === 'ended' ? 'still has it by' : 'also has it by',
              <span key="still">
                {stillHasBy.map((id, at) => (
                  <span key={id}>
                    {at === 0 ? '' : ', '}
                    <Link to={`/requests/${id}`}>{id}</Link>
                  </span>
                ))}
              </span>,
            ],
      ]}
    />
  );
}
