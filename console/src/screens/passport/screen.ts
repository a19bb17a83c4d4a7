import { Fingerprint } from 'lucide-react';
import type { Screen } from '../../screen.ts';

export const PASSPORT: Screen = {
  label: 'Passport',
  icon: Fingerprint,
  pages: [{ path: '/passport', load: () => import('./page.tsx') }],
};
