import { Waypoints } from 'lucide-react';
import type { Screen } from '../../screen.ts';

export const ANSWER: Screen = {
  label: 'Answer',
  icon: Waypoints,
  pages: [{ path: '/', load: () => import('./page.tsx') }],
};
