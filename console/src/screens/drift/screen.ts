import { GitCompareArrows } from 'lucide-react';
import type { Screen } from '../../screen.ts';

export const DRIFT: Screen = {
  label: 'Drift',
  icon: GitCompareArrows,
  pages: [
    { path: '/drift', load: () => import('./list.tsx') },
    { path: '/drift/:id', load: () => import('./one.tsx') },
  ],
};
