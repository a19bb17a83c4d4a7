import type { LucideIcon } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';

interface EmptyProps {
  readonly icon: LucideIcon;
  readonly title: string;
  /** Why nothing is there, or what would put something there. */
  readonly children?: ReactNode;
}

/** Nothing is here, and that is said. */
export function Empty({ icon: Icon, title, children }: EmptyProps): ReactElement {
  return (
    <div className="flex flex-col items-center gap-2 rounded-lg border border-dashed border-line px-6 py-12 text-center">
      <Icon aria-hidden size={22} className="text-dim" />
      <p className="font-semibold">{title}</p>
      {children === undefined ? null : <div className="max-w-prose text-sm text-dim">{children}</div>}
    </div>
  );
}
