import { ListChecks } from 'lucide-react';
import type { Screen } from '../../screen.ts';

export const REVIEWS: Screen = {
  label: 'Reviews',
  icon: ListChecks,
  pages: [
    { path: '/reviews', load: () => import('./list.tsx') },
    { path: '/reviews/:campaign', load: () => import('./one.tsx') },
  ],
};
