import type { Calendar } from '../calendar.ts';
import type { Person } from '../organisation/people.ts';
import type { Edit, Offer, OfferedCommit } from './change.ts';

/** How long, in hours after its opening, an ordinary pull request waits for what. */
const PUSHED_AGAIN = 3;
const APPROVED = 6;
const LANDED = 8;

export interface Proper {
  readonly title: string;
  readonly branch: string;
  readonly author: Person;
  /** Days before now when it was opened. */
  readonly daysAgo: number;
  readonly edits: readonly [Edit, ...Edit[]];
  /** What the second commit says, where there is one. */
  readonly again?: string;
  /** Somebody who writes the last commit together with the author. */
  readonly helper?: Person;
  readonly approvers: readonly Person[];
  readonly method: 'merge' | 'squash';
  /** Hours it lay about before anybody looked at it. */
  readonly patience?: number;
}

/** A pull request as it should be: approved by others than its authors after its last push, and landed by its author. */
export function proper(calendar: Calendar, of: Proper): Offer {
  const last = of.edits.length - 1;
  const waited = last * PUSHED_AGAIN + (of.patience ?? 0);
  const commits = of.edits.map(
    (edit, index): OfferedCommit => ({
      by: index === last && index > 0 && of.helper !== undefined ? of.helper : of.author,
      message: index === 0 ? of.title : (of.again ?? `${of.title}, part ${index + 1}`),
      edit,
      afterHours: index * PUSHED_AGAIN,
    }),
  );
  return {
    kind: 'offer',
    title: of.title,
    branch: of.branch,
    author: of.author,
    openedAt: calendar.before(of.daysAgo),
    commits,
    reviews: of.approvers.map((by, index) => ({
      by: { login: by.login, kind: 'human' },
      afterHours: waited + APPROVED + index,
      of: last,
    })),
    landing: {
      method: of.method,
      by: of.author,
      afterHours: waited + LANDED + of.approvers.length,
    },
  };
}

/** The same, not approved yet. */
export function open(offer: Offer): Offer {
  const { landing: _, ...rest } = offer;
  return { ...rest, reviews: [] };
}
