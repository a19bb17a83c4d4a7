import type { ReactElement } from 'react';
import { CopyButton } from './copy.tsx';

/** An object id or a digest: its beginning; all of it as its title and when copied. */
export function Id({ of, length = 12 }: { readonly of: string; readonly length?: number }): ReactElement {
  return (
    <code title={of} className="text-xs whitespace-nowrap">
      {/^[0-9a-f]{40,}$/.test(of) ? of.slice(0, length) : of}
    </code>
  );
}

/** Lines of text that are copied whole. */
export function Code({ text, label }: { readonly text: string; readonly label: string }): ReactElement {
  return (
    <div className="relative rounded-md border border-line bg-sunken">
      <pre
        tabIndex={0}
        role="region"
        aria-label={label}
        className="max-h-[28rem] overflow-auto p-3 pr-10 text-xs leading-5"
      >
        {text}
      </pre>
      <span className="absolute top-1.5 right-1.5 rounded bg-sunken">
        <CopyButton text={text} label={`Copy: ${label}`} />
      </span>
    </div>
  );
}
