/** A team of developers: it has a namespace of its name in each cluster, and a repository `app-NAME`. */
export interface Team {
  readonly name: string;
  /** Which agent applies what the team's repository says. */
  readonly agent: 'argocd' | 'flux';
  /** What its application is for, in the words of its README. */
  readonly purpose: string;
}

export const TEAMS: readonly Team[] = [
  { name: 'payments', agent: 'argocd', purpose: 'takes money and gives it back' },
  { name: 'checkout', agent: 'argocd', purpose: 'turns a basket into an order' },
  { name: 'catalog', agent: 'argocd', purpose: 'knows what can be bought' },
  { name: 'search', agent: 'argocd', purpose: 'finds what can be bought' },
  { name: 'orders', agent: 'argocd', purpose: 'remembers who bought what' },
  { name: 'shipping', agent: 'argocd', purpose: 'gets parcels out of the door' },
  { name: 'loyalty', agent: 'flux', purpose: 'counts points' },
  { name: 'tracking', agent: 'flux', purpose: 'says where a parcel is' },
  { name: 'reports', agent: 'flux', purpose: 'tells the board how it went' },
  { name: 'support', agent: 'flux', purpose: 'answers questions' },
  { name: 'growth', agent: 'flux', purpose: 'tries things out' },
  { name: 'identity', agent: 'flux', purpose: 'lets customers sign in' },
];

export const CLUSTERS = ['staging', 'production'] as const;
export type ClusterName = (typeof CLUSTERS)[number];

export function repositoryOf(team: string): string {
  return `app-${team}`;
}

export function urlOf(repository: string): string {
  return `https://github.com/acme/${repository}.git`;
}
