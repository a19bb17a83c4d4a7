import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { GitPullRequestArrow, ScanSearch } from 'lucide-react';
import { type ReactElement, useMemo } from 'react';
import type { CampaignState } from '../../../../src/model/review.ts';
import type { ReviewDocument, ReviewRemediationDocument } from '../../../../src/model/review-document.ts';
import { actOnRevoked, remediationQuery } from '../../api/reviews.ts';
import { useHasRole } from '../../api/session.ts';
import { EntryLinks } from '../../chain/entry-links.tsx';
import { count, refWords } from '../../chain/words.ts';
import { Button } from '../../kit/button.tsx';
import { Id } from '../../kit/code.tsx';
import { Command } from '../../kit/copy.tsx';
import { Failure } from '../../kit/failure.tsx';
import { Link } from '../../kit/link.tsx';
import { Loading } from '../../kit/loading.tsx';
import { Card, Section } from '../../kit/page.tsx';
import { ExactTime } from '../../kit/time.tsx';
import { Close } from './close.tsx';
import { ItemName } from './item-name.tsx';
import { ItemMark } from './marks.tsx';
import { useReviewItems } from './use-items.ts';

/** What came of what was revoked: what is offered, what people have to do, and what is not known to be gone. */
export function Remediation({ of }: { readonly of: ReviewDocument }): ReactElement {
  const { data, error, refetch } = useQuery(remediationQuery(of.campaign));
  if (data !== undefined) return <Board of={of} remediation={data} />;
  return error === null ? <Loading /> : <Failure error={error} retry={() => void refetch()} />;
}

interface BoardProps {
  readonly of: ReviewDocument;
  readonly remediation: ReviewRemediationDocument;
}

function Board({ of, remediation }: BoardProps): ReactElement {
  const { items } = useReviewItems(of.campaign, 'all');
  const byId = useMemo(() => new Map(items?.map((one) => [one.id, one])), [items]);
  const { proposals, tasks, unverified, exceptions } = remediation;
  const name = (id: string): ReactElement => <ItemName campaign={of.campaign} id={id} of={byId.get(id)} />;
  // What people have to do stands there already.
  const byHand = new Set(tasks.map(({ item }) => item));
  const left = unverified.filter(({ item }) => !byHand.has(item));
  return (
    <>
      <Acts of={of} remediation={remediation} />
      <Section title="Offered commits">
        {proposals.length === 0 ? (
          <p className="text-sm text-dim">{noneWords(of.states.revoked, tasks.length)}</p>
        ) : (
          <ul className="space-y-3">
            {proposals.map((one) => (
              <li key={one.index}>
                <Card className="px-4 py-3 text-sm">
                  <p className="font-medium wrap-anywhere">
                    {one.repository} <code className="text-xs">{refWords(one.ref)}</code> <Id of={one.head} />
                  </p>
                  <p className="text-dim">
                    Takes out {count(one.items.length, 'item')}, since <ExactTime at={one.at} />. It is agreed
                    to and lands as any change does; see <Link to="/changes">changes</Link>.
                  </p>
                  <EntryLinks entries={[one.index]} />
                </Card>
              </li>
            ))}
          </ul>
        )}
      </Section>
      {tasks.length === 0 ? null : (
        <Section title="To be done by hand">
          <Card>
            <ul className="divide-y divide-line text-sm">
              {tasks.map(({ item, code, say }) => (
                <li key={item} className="space-y-0.5 px-4 py-2.5">
                  {name(item)}
                  <p className="wrap-anywhere">
                    {say} <code className="text-xs text-dim">{code}</code>
                  </p>
                </li>
              ))}
            </ul>
          </Card>
        </Section>
      )}
      <Section title="Not known to be gone">
        {left.length === 0 ? (
          <p className="text-sm text-dim">
            {tasks.length === 0 ? 'Nothing that was revoked is left to be verified.' : 'Nothing else.'}
          </p>
        ) : (
          <Card>
            <ul className="divide-y divide-line text-sm">
              {left.map(({ item, state, missing, acknowledgeable }) => (
                <li key={item} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5">
                  {name(item)}
                  <ItemMark of={state} />
                  <span className="basis-full text-dim wrap-anywhere">
                    {missing}
                    {acknowledgeable
                      ? '; nobody can verify it, so it can be left at that when it is closed'
                      : ''}
                  </span>
                </li>
              ))}
            </ul>
          </Card>
        )}
      </Section>
      {exceptions.length === 0 ? null : (
        <Section title="Stays, until a day">
          <Card>
            <ul className="divide-y divide-line text-sm">
              {exceptions.map(({ item, reason, expires }) => (
                <li key={item} className="space-y-0.5 px-4 py-2.5">
                  {name(item)}
                  <p className="wrap-anywhere">
                    {reason} <span className="text-dim">until</span> <ExactTime at={expires} />
                  </p>
                </li>
              ))}
            </ul>
          </Card>
        </Section>
      )}
      {left.length === 0 || !(of.owns && isOpen(of.state)) ? null : (
        <div className="mt-4 space-y-1.5 text-sm text-dim">
          <p>What was revoked may stay until a day, if somebody of those who own the review signs for it:</p>
          <Command
            text={`mainward review except ${of.campaign} ITEM --until DAY --reason TEXT --server ${location.origin}`}
          />
        </div>
      )}
    </>
  );
}

function isOpen(state: CampaignState): boolean {
  return state === 'in-review' || state === 'in-remediation';
}

function noneWords(revoked: number, byHand: number): string {
  if (revoked > 0) return `None yet: ${count(revoked, 'item')} would be taken out.`;
  return byHand > 0 ? 'None: what is revoked has to be taken out by hand.' : 'None: nothing is revoked.';
}

/** What those may do who own it, security and administrators. */
function Acts({ of, remediation }: BoardProps): ReactElement {
  const acts = useHasRole(['security', 'administrator']) || of.owns;
  const queries = useQueryClient();
  const act = useMutation({
    mutationFn: (what: 'remediation' | 'verification') => actOnRevoked(of.campaign, what),
    onSettled: () => queries.invalidateQueries({ queryKey: ['reviews'] }),
  });
  const { revoked } = of.states;
  // What is about one item stands at that item.
  const obstacles = remediation.obstacles.filter((one) => !/^[0-9a-f]{64}: /.test(one));
  return (
    <Section title="What is to be done">
      {remediation.canClose ? (
        <p className="mb-3 text-sm">Nothing is missing: it can be closed.</p>
      ) : (
        <ul className="mb-3 list-disc space-y-0.5 pl-5 text-sm marker:text-dim">
          {obstacles.map((one) => (
            <li key={one}>{one}</li>
          ))}
          {remediation.unverified.length === 0 ? null : (
            <li>
              {count(remediation.unverified.length, 'revoked item is', 'revoked items are')} not known to be
              gone
            </li>
          )}
        </ul>
      )}
      {acts && isOpen(of.state) ? (
        <div className="flex flex-wrap gap-2">
          {revoked === 0 ? null : (
            <Button look="primary" disabled={act.isPending} onClick={() => act.mutate('remediation')}>
              <GitPullRequestArrow aria-hidden size={15} /> Offer a commit that takes out{' '}
              {count(revoked, 'item')}
            </Button>
          )}
          {remediation.unverified.length === 0 ? null : (
            <Button disabled={act.isPending} onClick={() => act.mutate('verification')}>
              <ScanSearch aria-hidden size={15} /> Look whether it is gone
            </Button>
          )}
          <Close of={of} remediation={remediation} outcome="closed" />
          <Close of={of} remediation={remediation} outcome="cancelled" />
        </div>
      ) : null}
      {acts || !isOpen(of.state) ? null : (
        <p className="text-sm text-dim">
          Security, administrators and the group that owns it offer the commit, look whether it is gone, and
          close it.
        </p>
      )}
      {act.error === null ? null : (
        <div className="mt-3">
          <Failure error={act.error} />
        </div>
      )}
    </Section>
  );
}
