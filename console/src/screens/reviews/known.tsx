import { Check, CircleHelp, Lock, ThumbsDown, ThumbsUp, X } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import type { PolicyRule } from '../../../../src/model/rbac.ts';
import type { ItemDecision, ReviewItem, ReviewVerdict } from '../../../../src/model/review.ts';
import type { ListedItem, ReviewItemDocument } from '../../../../src/model/review-document.ts';
import { EntryLinks } from '../../chain/entry-links.tsx';
import { listWords } from '../../chain/words.ts';
import { Danger } from '../../kit/badge.tsx';
import { Button } from '../../kit/button.tsx';
import { Id } from '../../kit/code.tsx';
import { LINK, Link } from '../../kit/link.tsx';
import { Facts } from '../../kit/page.tsx';
import { ExactTime } from '../../kit/time.tsx';
import type { Draft } from './drafts.ts';
import { DraftMark, ItemMark, KindMark } from './marks.tsx';
import { placeWords, principalWords, roleWords } from './words.ts';

interface KnownProps {
  readonly of: ReviewItemDocument;
  readonly lock: string | undefined;
  /** Decided here, and not signed. */
  readonly draft: Draft | undefined;
  readonly decide: (verdict: ReviewVerdict, item: ListedItem) => void;
  readonly show: (id: string) => void;
}

/** All that is known of an item, what speaks for and against it first. */
export function Known({ of, lock, draft, decide, show }: KnownProps): ReactElement {
  const { item, recommendation, peers, before, unknown, otherWays } = of;
  return (
    <div className="space-y-5 text-sm">
      <div className="space-y-1.5">
        <h3 className="flex items-center gap-2 text-base font-semibold wrap-anywhere">
          <KindMark of={item.principal.kind} />
          {principalWords(item.principal)}
        </h3>
        <p className="wrap-anywhere">
          {roleWords(item)} {item.namespace === null ? '' : 'in '}
          <strong>{placeWords(item.namespace)}</strong>, cluster {item.cluster}
        </p>
        <p className="flex flex-wrap gap-2">
          <ItemMark of={item.state} />
          <Danger of={item.danger} />
        </p>
        {lock === undefined ? null : (
          <p className="flex items-center gap-1.5 text-dim">
            <Lock aria-hidden size={14} className="shrink-0" /> You do not decide: {lock}.
          </p>
        )}
        {draft === undefined ? null : (
          <p className="flex flex-wrap items-center gap-2 wrap-anywhere">
            <DraftMark of={draft} /> {draft.problem ?? draft.reason}
          </p>
        )}
        {lock === undefined ? (
          <p className="flex gap-2 pt-1">
            <Button onClick={() => decide('keep', item)}>
              <Check aria-hidden size={15} /> Keep
            </Button>
            <Button look="danger" onClick={() => decide('revoke', item)}>
              <X aria-hidden size={15} /> Revoke
            </Button>
          </p>
        ) : null}
      </div>
      <Recommended of={recommendation} />
      {item.decision === undefined ? null : (
        <Part title="Decided">
          <Decided of={item.decision} />
        </Part>
      )}
      <Part title="What it gives">
        <ul className="list-disc space-y-0.5 pl-4 wrap-anywhere marker:text-dim">
          {item.rights.map((one) => (
            <li key={one}>{one}</li>
          ))}
        </ul>
        <Rules of={of.rules} />
      </Part>
      <Part title="Where it is written">
        <Written of={of} />
      </Part>
      <Part title="Who brought it in">
        <Brought of={item} />
      </Part>
      {peers === undefined ? null : (
        <p>
          {peers.having.toLocaleString('en-US')} of {peers.people.toLocaleString('en-US')} people in the same
          groups have it.
        </p>
      )}
      {otherWays.length === 0 ? null : (
        <Part title="On which other ways they have as much">
          <ul className="space-y-0.5">
            {otherWays.map(({ id, binding, via, namespace }) => (
              <li key={id}>
                <button type="button" onClick={() => show(id)} className={`${LINK} text-left wrap-anywhere`}>
                  {binding.kind} {binding.name}
                </button>{' '}
                <span className="text-dim">
                  {placeWords(namespace)}
                  {via.length === 0 ? '' : `, by ${listWords(via)}`}
                </span>
              </li>
            ))}
          </ul>
        </Part>
      )}
      {before === undefined ? null : (
        <Part title="In the review before">
          <p>
            <Link to={`/reviews/${before.campaign}`} search={{ item: item.id, whose: 'all' }}>
              {before.campaign}
            </Link>{' '}
            <ItemMark of={before.state} />
          </p>
          {before.decision === undefined ? null : <Decided of={before.decision} />}
        </Part>
      )}
      <Part title="What is not known">
        <ul className="list-disc pl-4 text-dim">
          {unknown.map((one) => (
            <li key={one}>{one}</li>
          ))}
          <li>whether it is used</li>
        </ul>
      </Part>
    </div>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactElement {
  return (
    <section aria-label={title}>
      <h4 className="mb-1 text-xs font-medium text-dim">{title}</h4>
      {children}
    </section>
  );
}

const RECOMMENDED = {
  keep: [ThumbsUp, 'Keep it, as far as is known', 'border-good/50 bg-good-soft', 'text-good'],
  revoke: [ThumbsDown, 'Revoke it, as far as is known', 'border-bad/50 bg-bad-soft', 'text-bad'],
  none: [CircleHelp, 'Nothing speaks for or against it', 'border-line bg-sunken', 'text-dim'],
} as const;

function Recommended({
  of: { verdict, reasons },
}: {
  readonly of: ReviewItemDocument['recommendation'];
}): ReactElement {
  const [Icon, words, look, tone] = RECOMMENDED[verdict];
  return (
    <section aria-label="Recommendation" className={`rounded-lg border px-3.5 py-3 ${look}`}>
      <p className="flex items-center gap-2 font-semibold">
        <Icon aria-hidden size={15} className={`shrink-0 ${tone}`} /> {words}
      </p>
      {reasons.length === 0 ? null : (
        <ul className="mt-1.5 list-disc space-y-0.5 pl-5">
          {reasons.map((one) => (
            <li key={one}>{one}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Decided({ of: { verdict, by, reason, at, index } }: { readonly of: ItemDecision }): ReactElement {
  return (
    <>
      <p className="wrap-anywhere">
        <strong>{verdict}</strong> by {by}, <ExactTime at={at} />
        {reason === '' ? '' : `: ${reason}`}
      </p>
      <EntryLinks entries={[index]} />
    </>
  );
}

function Rules({ of }: { readonly of: readonly PolicyRule[] }): ReactElement | null {
  if (of.length === 0) return null;
  return (
    <details className="mt-2">
      <summary className="text-xs text-dim">Its rules, as the role has them</summary>
      <ul className="mt-1.5 space-y-1.5">
        {of.map((rule) => (
          <li
            key={JSON.stringify(rule)}
            className="rounded-md border border-line bg-sunken px-2.5 py-1.5 font-mono text-xs wrap-anywhere"
          >
            {rule.verbs.join(', ')} <span className="text-dim">of</span>{' '}
            {[...rule.resources, ...rule.nonResourceURLs].join(', ')}
            {rule.apiGroups.some((one) => one !== '') ? (
              <span className="text-dim"> in {rule.apiGroups.map((one) => one || 'core').join(', ')}</span>
            ) : null}
            {rule.resourceNames.length === 0 ? null : ` named ${rule.resourceNames.join(', ')}`}
          </li>
        ))}
      </ul>
    </details>
  );
}

function Written({ of: { item, lines } }: { readonly of: ReviewItemDocument }): ReactElement {
  const { at, binding } = item;
  const also = item.alsoAt ?? [];
  return (
    <>
      <p className="mb-1.5 wrap-anywhere">
        {binding.kind} {binding.name},{' '}
        <code className="text-xs">
          {at.path}:{at.line}
        </code>
        {also.length === 0 ? null : (
          <span className="text-dim">
            , and once more at{' '}
            {also.map(({ path, line }) => (
              <code key={`${path}:${line}`} className="text-xs">
                {path}:{line}{' '}
              </code>
            ))}
          </span>
        )}
      </p>
      {lines === undefined ? null : (
        <pre
          tabIndex={0}
          role="region"
          aria-label={`${at.path} from line ${lines.from} on`}
          className="overflow-x-auto rounded-md border border-line bg-surface py-1.5 text-xs leading-5"
        >
          {lines.text.map((text, index) => {
            const number = lines.from + index;
            const isIt = number >= at.line && number <= lastLine(at);
            return (
              <span
                key={number}
                className={`block min-w-max pr-3 ${isIt ? 'bg-accent-soft font-semibold' : ''}`}
              >
                <span aria-hidden className="inline-block w-10 pr-2.5 text-right text-dim select-none">
                  {number}
                </span>
                {isIt ? <span className="sr-only">this line: </span> : null}
                {text === '' ? ' ' : text}
                {'\n'}
              </span>
            );
          })}
        </pre>
      )}
    </>
  );
}

/** A place that ends at the beginning of a line does not reach into it. */
function lastLine({ line, endLine, endColumn }: ReviewItem['at']): number {
  return endColumn <= 1 && endLine > line ? endLine - 1 : endLine;
}

function Brought({
  of: { origin, rule, reviewer },
}: {
  readonly of: ReviewItemDocument['item'];
}): ReactElement {
  const asked: readonly [string, ReactNode] = [
    'asked',
    <span key="asked">
      {reviewer ?? 'nobody'} <span className="text-dim">({rule})</span>
    </span>,
  ];
  if (origin.kind === 'unknown') return <Facts rows={[['landing', `unknown: ${origin.why}`], asked]} />;
  const authors = [origin.author, ...(origin.coAuthors ?? [])];
  return (
    <Facts
      rows={[
        ['made by', listWords(authors)],
        [
          'agreed',
          origin.approversUnknown === undefined
            ? origin.approvers.length === 0
              ? 'nobody'
              : listWords(origin.approvers)
            : `unknown: ${origin.approversUnknown}`,
        ],
        [
          'landed',
          <span key="landed">
            <ExactTime at={origin.at} /> as{' '}
            <Link to="/passport" search={{ of: origin.landed }}>
              <Id of={origin.landed} />
            </Link>
          </span>,
        ],
        asked,
      ]}
    />
  );
}
