import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import type { DriftRecordDocument } from '../../../../src/model/drift-view.ts';
import { oneDriftQuery } from '../../api/drift.ts';
import { useAddress } from '../../kit/address.ts';
import { Danger } from '../../kit/badge.tsx';
import { Code, Id } from '../../kit/code.tsx';
import { Failure } from '../../kit/failure.tsx';
import { Link } from '../../kit/link.tsx';
import { Loading } from '../../kit/loading.tsx';
import { Card, Facts, PageFrame, Section } from '../../kit/page.tsx';
import { Sides } from '../../kit/sides.tsx';
import { ExactTime, Time } from '../../kit/time.tsx';
import { State, Timer } from './marks.tsx';
import { Proposal } from './proposal.tsx';

export function Page(): ReactElement {
  const { params } = useAddress();
  const { data, error, refetch } = useQuery(oneDriftQuery(params['id'] ?? ''));
  const above = <Link to="/drift">Drift</Link>;
  if (data !== undefined) return <One of={data} />;
  return (
    <PageFrame title="A difference" above={above}>
      {error === null ? <Loading /> : <Failure error={error} retry={() => void refetch()} />}
    </PageFrame>
  );
}

function One({ of }: { readonly of: DriftRecordDocument }): ReactElement {
  const { cluster, said, danger } = of;
  return (
    <PageFrame
      title={said.object}
      above={
        <>
          <Link to="/drift">Drift</Link> · entry {of.id}
        </>
      }
      marks={
        <>
          <State of={of} />
          <Danger of={danger} />
          <Timer of={of} />
        </>
      }
      lead={`In cluster ${cluster}. ${said.change}`}
      command={`mainward drift --cluster ${cluster} --server ${location.origin}`}
    >
      {of.whole ? null : (
        <p className="mb-4 rounded-lg border border-line bg-sunken px-4 py-3 text-sm text-dim">
          Who it was, which rights and which objects is shown to those who read the whole record, and to
          whoever did it. Your role sees what happened.
        </p>
      )}
      <div className="grid gap-4 lg:grid-cols-2">
        {of.whole ? (
          <Card className="px-4 py-3.5">
            <h2 className="mb-2 text-sm font-semibold">What it does</h2>
            <ul className="list-disc space-y-1 pl-4 text-sm wrap-anywhere marker:text-dim">
              {said.does.map((one) => (
                <li key={one}>{one}</li>
              ))}
            </ul>
          </Card>
        ) : null}
        <Card className="px-4 py-3.5">
          <h2 className="mb-2 text-sm font-semibold">What became of it</h2>
          <Course of={of} />
        </Card>
      </div>
      {of.edits === undefined ? null : (
        <Section title="Git, and the cluster">
          <Sides edits={of.edits} left="In Git" right="In the cluster" />
        </Section>
      )}
      {of.undo === undefined ? null : (
        <Section title="What undoes it">
          <Code text={of.undo} label="Commands that undo it" />
        </Section>
      )}
      {of.offers ? <Proposal id={String(of.id)} /> : null}
    </PageFrame>
  );
}

function Course({ of }: { readonly of: DriftRecordDocument }): ReactElement {
  const { said, ended, replacedBy, repository, commit, desiredAt, changeId } = of;
  const at =
    desiredAt === undefined ? null : (
      <code className="text-xs"> {`${desiredAt.path}:${desiredAt.line}`}</code>
    );
  return (
    <Facts
      rows={[
        of.whole ? ['who', <Actors key="who" of={of} />] : undefined,
        [
          'seen',
          <span key="seen">
            <ExactTime at={of.seenAt} />{' '}
            <span className="text-dim">
              (<Time at={of.seenAt} />)
            </span>
          </span>,
        ],
        said.done.length === 0 ? undefined : ['done', said.done.join(' ')],
        ended === undefined
          ? undefined
          : ['over', `${said.state.words}, after ${said.lasted ?? 'an unknown time'}`],
        replacedBy === undefined
          ? undefined
          : [
              'over',
              <span key="anew">
                it changed, and is <Link to={`/drift/${replacedBy}`}>judged anew</Link>
              </span>,
            ],
        [
          'Git',
          <span key="git">
            {repository}{' '}
            {changeId === undefined ? (
              <Id of={commit} />
            ) : (
              <Link to={`/changes/${changeId}`}>
                <Id of={commit} />
              </Link>
            )}
            {at}
          </span>,
        ],
      ]}
    />
  );
}

function Actors({ of: { said, actors, ended } }: { readonly of: DriftRecordDocument }): ReactElement {
  if (said.who.length === 0)
    return <span className="text-dim">{ended === undefined ? 'not known yet' : 'not known'}</span>;
  const named = actors.filter(({ source }) => source !== 'manager').length;
  return (
    <>
      {named > 1 ? <p className="text-dim">one of</p> : null}
      <ul className="space-y-1">
        {said.who.map(({ name, rest, source }, at) => (
          <li key={`${name} ${source} ${rest}`}>
            <strong>{name}</strong>
            {rest === '' ? '' : `, ${rest}`} <span className="text-dim">({source})</span>
            {actors[at]?.allowedBy === undefined ? null : (
              <span className="block text-xs text-dim">{actors[at].allowedBy}</span>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
