import { Siren } from 'lucide-react';
import type { ReactElement } from 'react';
import type { ListedGrant } from '../../../../src/model/access-document.ts';
import { Badge, type Tone } from '../../kit/badge.tsx';
import { ExactTime, Left } from '../../kit/time.tsx';

const STATES: Readonly<Record<ListedGrant['state'], readonly [tone: Tone, word: string]>> = {
  pending: ['open', 'waits for agreement'],
  active: ['accent', 'active'],
  ending: ['open', 'being ended'],
  ended: ['dim', 'ended'],
};

/** Where a grant stands. */
export function State({ of: { state } }: { readonly of: ListedGrant }): ReactElement {
  const [tone, word] = STATES[state];
  return <Badge tone={tone}>{word}</Badge>;
}

/** Nobody agreed to it. */
export function BreakGlassMark({ of: { kind } }: { readonly of: ListedGrant }): ReactElement | null {
  if (kind !== 'break-glass') return null;
  return (
    <Badge tone="bad" icon={Siren}>
      break-glass
    </Badge>
  );
}

const VERDICTS: Readonly<
  Record<NonNullable<NonNullable<ListedGrant['review']>['verdict']>, readonly [tone: Tone, word: string]>
> = {
  justified: ['good', 'justified'],
  'not-justified': ['bad', 'not justified'],
  misuse: ['bad', 'misuse'],
};

/** What became of the review of a use of break-glass. */
export function ReviewMark({ of: { review } }: { readonly of: ListedGrant }): ReactElement | null {
  if (review === undefined) return null;
  if (review.verdict !== undefined) {
    const [tone, word] = VERDICTS[review.verdict];
    return <Badge tone={tone}>{word}</Badge>;
  }
  return review.overdue ? (
    <Badge tone="bad">review overdue</Badge>
  ) : (
    <Badge tone="open">to be reviewed</Badge>
  );
}

/** How long somebody still has it; nothing where they do not. */
export function TimeLeft({
  of: { state, expires },
  skew,
}: {
  readonly of: ListedGrant;
  readonly skew: number;
}): ReactElement | null {
  if (state === 'ending')
    return (
      <p className="text-sm text-open">
        Its time was over at <ExactTime at={expires} />; it is being taken back.
      </p>
    );
  if (state !== 'active') return null;
  return (
    <p className="text-sm text-dim">
      <span className="text-xl font-semibold text-text">
        <Left until={expires} skew={skew} />
      </span>{' '}
      left, until <ExactTime at={expires} />
    </p>
  );
}
