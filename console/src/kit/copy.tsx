import { Check, Copy as CopyIcon } from 'lucide-react';
import { type ReactElement, useState } from 'react';

/** Copies a text, and says so where it was pressed. */
export function CopyButton({ text, label }: { readonly text: string; readonly label: string }): ReactElement {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  const copy = async (): Promise<void> => {
    const done = await navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
    setState(done ? 'copied' : 'failed');
    setTimeout(() => setState('idle'), 2_000);
  };
  return (
    <button
      type="button"
      onClick={() => void copy()}
      aria-label={label}
      title={label}
      className="inline-flex size-6 shrink-0 items-center justify-center rounded text-dim hover:bg-accent-soft hover:text-accent"
    >
      {state === 'copied' ? <Check aria-hidden size={14} /> : <CopyIcon aria-hidden size={14} />}
      <span role="status" className="sr-only">
        {state === 'copied' ? 'Copied.' : state === 'failed' ? 'It could not be copied.' : ''}
      </span>
    </button>
  );
}

/** The command that shows or does the same as this page. */
export function Command({ text }: { readonly text: string }): ReactElement {
  return (
    <div className="flex max-w-full min-w-0 items-center gap-1 rounded-md border border-line bg-sunken py-0.5 pr-1 pl-2.5 text-xs text-dim">
      <code
        className="min-w-0 overflow-x-auto whitespace-nowrap"
        tabIndex={0}
        aria-label="The same on the command line"
      >
        <span aria-hidden className="select-none">
          ${' '}
        </span>
        {text}
      </code>
      <CopyButton text={text} label="Copy the command" />
    </div>
  );
}
