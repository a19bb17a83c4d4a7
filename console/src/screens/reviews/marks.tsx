import {
  Bot,
  CircleHelp,
  KeyRound,
  type LucideIcon,
  PenLine,
  TriangleAlert,
  UserRound,
  UsersRound,
} from 'lucide-react';
import { createElement, type ReactElement } from 'react';
import type { CampaignState, ItemState, PrincipalKind } from '../../../../src/model/review.ts';
import { Badge } from '../../kit/badge.tsx';
import type { Draft } from './drafts.ts';
import { CAMPAIGN_WORDS, ITEM_WORDS } from './words.ts';

export function CampaignMark({ of }: { readonly of: CampaignState }): ReactElement {
  const [tone, word] = CAMPAIGN_WORDS[of];
  return <Badge tone={tone}>{word}</Badge>;
}

export function ItemMark({ of }: { readonly of: ItemState }): ReactElement {
  const [tone, word] = ITEM_WORDS[of];
  return <Badge tone={tone}>{word}</Badge>;
}

/** What was decided here and is not signed. */
export function DraftMark({ of: { verdict, problem } }: { readonly of: Draft }): ReactElement {
  if (problem !== undefined)
    return (
      <span title={problem}>
        <Badge tone="bad" icon={TriangleAlert}>
          {verdict}, not so
        </Badge>
      </span>
    );
  return (
    <Badge tone="accent" icon={PenLine}>
      {verdict}, unsigned
    </Badge>
  );
}

const KINDS: Readonly<Record<PrincipalKind, readonly [icon: LucideIcon, word: string]>> = {
  person: [UserRound, 'person'],
  robot: [Bot, 'robot'],
  'service-account': [KeyRound, 'service account'],
  group: [UsersRound, 'group'],
  unidentified: [CircleHelp, 'unidentified'],
};

/** What somebody is, as a sign that is also said. */
export function KindMark({ of }: { readonly of: PrincipalKind }): ReactElement {
  const [icon, word] = KINDS[of];
  return createElement(icon, {
    role: 'img',
    'aria-label': word,
    size: 15,
    className: 'shrink-0 text-dim',
  });
}

/** How much of it is done, as a bar; the words beside it say the same. */
export function Bar({ done, of }: { readonly done: number; readonly of: number }): ReactElement {
  const share = of === 0 ? 1 : done / of;
  return (
    <span aria-hidden className="block h-2 w-full min-w-20 overflow-hidden rounded-full bg-line">
      <span className="block h-full rounded-full bg-good" style={{ width: `${share * 100}%` }} />
    </span>
  );
}
