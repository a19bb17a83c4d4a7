import type { LucideIcon } from 'lucide-react';
import type { ComponentType } from 'react';

/** One page of a screen; its code is fetched when somebody goes there. */
export interface ScreenPage {
  /** As `CONSOLE_PAGES` of the model has it, so that the server knows the address, too. */
  readonly path: string;
  readonly load: () => Promise<{ readonly Page: ComponentType }>;
}

/** An entry of the navigation, and the pages below it. */
export interface Screen {
  readonly label: string;
  readonly icon: LucideIcon;
  /** The first is where the navigation leads. */
  readonly pages: readonly [ScreenPage, ...ScreenPage[]];
}
