import { Link as RouterLink } from '@tanstack/react-router';
import type { AriaAttributes, ReactElement, ReactNode } from 'react';

interface LinkProps extends Pick<AriaAttributes, 'aria-label' | 'aria-current'> {
  /** A path of this console. */
  readonly to: string;
  readonly search?: Readonly<Record<string, string | undefined>>;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A link within the console. */
export function Link({ to, search = {}, className = LINK, ...rest }: LinkProps): ReactElement {
  return <RouterLink to={to} search={search} className={className} {...rest} />;
}

/** How links look in running text. */
export const LINK = 'text-accent underline decoration-accent/35 underline-offset-2 hover:decoration-accent';
