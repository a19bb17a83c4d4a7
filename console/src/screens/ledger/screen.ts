import { ScrollText } from 'lucide-react';
import type { Screen } from '../../screen.ts';

export const LEDGER: Screen = {
  label: 'Ledger',
  icon: ScrollText,
  pages: [{ path: '/ledger', load: () => import('./page.tsx') }],
};
