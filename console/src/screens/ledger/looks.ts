import {
  Ban,
  CircleDot,
  GitCompareArrows,
  GitPullRequestArrow,
  Hourglass,
  KeyRound,
  ListChecks,
  type LucideIcon,
  PackageCheck,
  Radio,
  ScrollText,
  ShieldCheck,
  Unplug,
} from 'lucide-react';

const LOOKS: Readonly<Record<string, LucideIcon>> = {
  change: GitPullRequestArrow,
  credential: KeyRound,
  source: PackageCheck,
  agent: PackageCheck,
  object: Radio,
  policy: ScrollText,
  drift: GitCompareArrows,
  guard: ShieldCheck,
  admission: Ban,
  grant: Hourglass,
  review: ListChecks,
  gap: Unplug,
};

/** The sign of a type of entry, by its noun. */
export function iconOf(type: string): LucideIcon {
  return LOOKS[type.split('.')[0] ?? ''] ?? CircleDot;
}
