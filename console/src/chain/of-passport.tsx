import {
  BadgeCheck,
  FileCheck2,
  GitMerge,
  GitPullRequestArrow,
  KeyRound,
  PackageCheck,
  PenLine,
  Radio,
} from 'lucide-react';
import type { ReactElement } from 'react';
import type { LedgerEntryType } from '../../../src/model/ledger.ts';
import type {
  PassportApproval,
  PassportCredential,
  PassportDelivery,
  PassportDocument,
} from '../../../src/model/passport.ts';
import { Badge, type Tone, Verdict } from '../kit/badge.tsx';
import { Id } from '../kit/code.tsx';
import { ExactTime, Time } from '../kit/time.tsx';
import type { ChainLink } from './chain.tsx';
import { count, listWords, objectWords, personWords, refWords } from './words.ts';

/** The chain of a change, with everybody who is in it. */
export function linksOfPassport(passport: PassportDocument): readonly ChainLink[] {
  return [
    madeLink(passport),
    proposedLink(passport),
    approvedLink(passport),
    checkedLink(passport),
    ...passport.credentials.filter((one) => isBeforeLanding(one, passport)).map(credentialLink),
    landedLink(passport),
    ...passport.credentials.filter((one) => !isBeforeLanding(one, passport)).map(credentialLink),
    ...passport.deployedBy.map(deliveryLink),
    ...(passport.deployedBy.length === 0
      ? [missing('delivered', 'Handed over', 'No agent was given it.', PackageCheck)]
      : []),
    liveLink(passport),
  ];
}

/** Jobs that validate run before a change lands, jobs that deploy afterwards. */
function isBeforeLanding({ at }: PassportCredential, { change }: PassportDocument): boolean {
  return change?.landedAt !== undefined && Date.parse(at) < Date.parse(change.landedAt);
}

function missing(id: string, title: string, why: string, icon: ChainLink['icon']): ChainLink {
  return { id, title, icon, tone: 'dim', body: <span className="text-dim">{why}</span>, entries: [] };
}

function entriesOf({ ledger }: PassportDocument, type: LedgerEntryType): readonly number[] {
  return ledger.flatMap(({ index, entry }) => (entry.type === type ? [index] : []));
}

function madeLink({ people, change }: PassportDocument): ChainLink {
  const commits = change?.commits ?? [];
  const signed = commits.filter(({ signature }) => signature === 'good').length;
  const tone: Tone =
    people.length === 0 ? 'open' : commits.length > 0 && signed === commits.length ? 'good' : 'open';
  return {
    id: 'made',
    title: 'Made',
    icon: PenLine,
    tone,
    entries: [],
    body: (
      <>
        <p>
          by{' '}
          <strong>{people.length === 0 ? 'nobody that is known' : listWords(people.map(personWords))}</strong>
          {commits.length === 0
            ? ''
            : `; ${count(commits.length, 'commit')}, ${signed} signed by a known key`}
        </p>
        {commits.length === 0 ? null : (
          <ul className="mt-1 space-y-0.5 text-xs text-dim">
            {commits.slice(0, 8).map(({ commit, signature, person }) => (
              <li key={commit}>
                <Id of={commit} /> signature {signature}
                {person === undefined ? '' : `, ${personWords(person)}`}
              </li>
            ))}
          </ul>
        )}
      </>
    ),
  };
}

function proposedLink(passport: PassportDocument): ChainLink {
  const [first] = passport.ledger.filter(({ entry }) => entry.type === 'change.proposed');
  const { change } = passport;
  if (first === undefined || change === null)
    return missing('proposed', 'Proposed', 'Nobody offered it.', GitPullRequestArrow);
  return {
    id: 'proposed',
    title: 'Proposed',
    icon: GitPullRequestArrow,
    tone: 'accent',
    at: first.entry.at,
    entries: entriesOf(passport, 'change.proposed'),
    body: (
      <p>
        to {refWords(change.ref)} of {change.repository}
        {change.head === undefined ? null : (
          <>
            , as <Id of={change.head} />
          </>
        )}
      </p>
    ),
  };
}

function approvedLink({ approvals }: PassportDocument): ChainLink {
  if (approvals.length === 0) return missing('approved', 'Approved', 'Nobody agreed to it.', BadgeCheck);
  const counted = approvals.some(({ state }) => state !== 'void');
  return {
    id: 'approved',
    title: 'Approved',
    icon: BadgeCheck,
    tone: counted ? 'good' : 'open',
    at: approvals.at(-1)?.at ?? undefined,
    entries: approvals.map(({ entry }) => entry),
    body: (
      <ul className="space-y-1">
        {approvals.map((one) => (
          <li key={one.entry} className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
            <strong>
              {one.person === null ? 'somebody whose name is not here' : personWords(one.person)}
            </strong>
            <ApprovalState of={one} />
            <span className="text-xs text-dim">
              for <Id of={one.head} />
            </span>
          </li>
        ))}
      </ul>
    ),
  };
}

function ApprovalState({ of: { state, why } }: { readonly of: PassportApproval }): ReactElement {
  if (state === 'counted') return <Badge tone="good">counted</Badge>;
  if (state === 'void') return <Badge tone="open">not counted: {why ?? 'void'}</Badge>;
  return <Badge tone="dim">given</Badge>;
}

function checkedLink({ checks }: PassportDocument): ChainLink {
  const last = checks.at(-1);
  if (last === undefined) return missing('checked', 'Checked', 'It was never checked.', FileCheck2);
  return {
    id: 'checked',
    title: 'Checked',
    icon: FileCheck2,
    tone: toneOf(last.verdict),
    at: last.at,
    mark: <Verdict of={last.verdict} />,
    entries: checks.map(({ entry }) => entry),
    body: (
      <p>
        <Id of={last.head} /> merged into <Id of={last.base} />, by the policy of the base
        {checks.length > 1 ? `; ${count(checks.length, 'check')} in all` : ''}
      </p>
    ),
  };
}

function landedLink(passport: PassportDocument): ChainLink {
  const { change, commit } = passport;
  if (change === null || commit === null) return missing('landed', 'Landed', 'It has not landed.', GitMerge);
  return {
    id: 'landed',
    title: 'Landed',
    icon: GitMerge,
    tone: toneOf(change.verdict),
    at: change.landedAt,
    mark: <Verdict of={change.verdict} />,
    entries: passport.ledger.flatMap(({ index, entry }) =>
      entry.type === 'change.landed' && entry.commit === commit ? [index] : [],
    ),
    body: (
      <>
        <p>
          on {refWords(change.ref)} as <Id of={commit} />
          {change.tree === undefined ? null : (
            <span className="text-dim">
              , tree <Id of={change.tree} />
            </span>
          )}
        </p>
        {change.reasons.length === 0 ? null : (
          <ul className="mt-1 list-disc space-y-0.5 pl-4 text-dim">
            {change.reasons.map(({ code, detail }) => (
              <li key={`${code} ${detail}`}>
                {detail} <code className="text-xs">{code}</code>
              </li>
            ))}
          </ul>
        )}
      </>
    ),
  };
}

function credentialLink({
  stage,
  environment,
  account,
  at,
  expires,
  revoked,
  entry,
}: PassportCredential): ChainLink {
  return {
    id: `credential-${entry}`,
    title: `Credential for ${stage}`,
    icon: KeyRound,
    tone: 'accent',
    at,
    mark: revoked ? <Badge tone="dim">revoked</Badge> : null,
    entries: [entry],
    body: (
      <p>
        {environment}, as service account <code className="text-xs">{account}</code>, until{' '}
        <ExactTime at={expires} />
      </p>
    ),
  };
}

function deliveryLink(one: PassportDelivery): ChainLink {
  const { cluster, commit, source, artifact, publishedAt, agent, appliedAt, entries } = one;
  return {
    id: `delivery-${cluster}-${entries.join('-')}`,
    title: appliedAt === undefined ? 'Handed over' : 'Handed over and applied',
    icon: PackageCheck,
    tone: appliedAt === undefined ? 'open' : 'good',
    at: appliedAt ?? publishedAt,
    entries,
    body: (
      <>
        <p>
          as <Id of={commit} /> into cluster <strong>{cluster}</strong>
          {source === undefined ? '' : `, from ${objectWords(source)}`}
          {artifact === undefined ? null : (
            <span className="text-dim">
              , archive <Id of={artifact} />
            </span>
          )}
        </p>
        <p>
          {agent === undefined ? (
            <span className="text-dim">not applied yet</span>
          ) : (
            `applied by ${objectWords(agent)}`
          )}
        </p>
      </>
    ),
  };
}

function liveLink(passport: PassportDocument): ChainLink {
  const { live } = passport;
  const seen = entriesOf(passport, 'object.live');
  if (live === null && seen.length === 0)
    return missing('live', 'Live', 'Nothing of it was seen in a cluster.', Radio);
  if (live === null)
    return {
      id: 'live',
      title: 'Live',
      icon: Radio,
      tone: 'good',
      at: passport.ledger.findLast(({ entry }) => entry.type === 'object.live')?.entry.at,
      entries: seen,
      body: <LiveObjects of={passport} />,
    };
  return {
    id: 'live',
    title: 'Live',
    icon: Radio,
    tone: 'good',
    at: live.at,
    entries: [live.entry],
    body: (
      <p>
        <strong>{objectWords(live.object)}</strong> in cluster {live.cluster}
        <span className="text-dim">
          , content <Id of={live.content} />, last seen <Time at={live.at} />
        </span>
      </p>
    ),
  };
}

function LiveObjects({ of: { ledger } }: { readonly of: PassportDocument }): ReactElement {
  const objects = new Map(
    ledger.flatMap(({ entry }) =>
      entry.type === 'object.live'
        ? [[`${objectWords(entry.object)} in cluster ${entry.cluster}`, entry]]
        : [],
    ),
  );
  return (
    <ul className="space-y-0.5">
      {[...objects.keys()].map((words) => (
        <li key={words}>{words}</li>
      ))}
    </ul>
  );
}

function toneOf(verdict: 'pass' | 'fail' | 'unknown' | undefined): Tone {
  if (verdict === 'pass') return 'good';
  return verdict === 'fail' ? 'bad' : 'open';
}
