import { Hourglass } from 'lucide-react';
import type { Screen } from '../../screen.ts';

export const REQUESTS: Screen = {
  label: 'Requests',
  icon: Hourglass,
  pages: [
    { path: '/requests', load: () => import('./list.tsx') },
    { path: '/requests/:id', load: () => import('./one.tsx') },
  ],
};
