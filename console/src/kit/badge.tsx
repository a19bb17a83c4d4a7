import {
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CircleMinus,
  CircleX,
  type LucideIcon,
  OctagonAlert,
} from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';

/** What a mark says before it is read: good, bad, not known, or nothing in particular. */
export type Tone = 'good' | 'bad' | 'open' | 'dim' | 'accent';

const TONES: Readonly<Record<Tone, string>> = {
  good: 'bg-good-soft text-good',
  bad: 'bg-bad-soft text-bad',
  open: 'bg-open-soft text-open',
  dim: 'bg-sunken text-dim',
  accent: 'bg-accent-soft text-accent',
};

const SHAPES: Readonly<Record<Tone, LucideIcon>> = {
  good: CircleCheck,
  bad: CircleX,
  open: CircleDashed,
  dim: CircleMinus,
  accent: CircleAlert,
};

interface BadgeProps {
  readonly tone: Tone;
  /** The shape that goes with the tone; never colour alone. */
  readonly icon?: LucideIcon | null;
  readonly children: ReactNode;
}

/** A word with a shape. */
export function Badge({ tone, icon, children }: BadgeProps): ReactElement {
  const Shape = icon === undefined ? SHAPES[tone] : icon;
  return (
    <span
      className={`inline-flex items-center gap-1 rounded-full px-2 py-0.5 text-xs font-semibold whitespace-nowrap ${TONES[tone]}`}
    >
      {Shape === null ? null : <Shape aria-hidden size={13} strokeWidth={2.4} />}
      {children}
    </span>
  );
}

/** A verdict of the product, in each of its vocabularies. */
export type VerdictWord = 'holds' | 'violated' | 'unknown' | 'not-applicable' | 'pass' | 'fail';

const VERDICTS: Readonly<Record<VerdictWord, readonly [tone: Tone, word: string]>> = {
  holds: ['good', 'holds'],
  pass: ['good', 'pass'],
  violated: ['bad', 'violated'],
  fail: ['bad', 'fail'],
  unknown: ['open', 'unknown'],
  'not-applicable': ['dim', 'not applicable'],
};

/** `undefined` was not judged. */
export function Verdict({ of }: { readonly of: VerdictWord | undefined }): ReactElement {
  if (of === undefined) return <Badge tone="dim">not judged</Badge>;
  const [tone, word] = VERDICTS[of];
  return <Badge tone={tone}>{word}</Badge>;
}

const GRAVE: ReadonlySet<string> = new Set(['critical', 'high']);

/** How much something matters. */
export function Danger({ of }: { readonly of: string }): ReactElement {
  const grave = GRAVE.has(of);
  return (
    <Badge tone={grave ? 'bad' : of === 'medium' ? 'open' : 'dim'} icon={grave ? OctagonAlert : null}>
      {of}
    </Badge>
  );
}
