import { GitPullRequestArrow } from 'lucide-react';
import type { Screen } from '../../screen.ts';

export const CHANGES: Screen = {
  label: 'Changes',
  icon: GitPullRequestArrow,
  pages: [
    { path: '/changes', load: () => import('./list.tsx') },
    { path: '/changes/:id', load: () => import('./one.tsx') },
  ],
};
