import { type InputHTMLAttributes, type ReactElement, type TextareaHTMLAttributes, useId } from 'react';

interface Asked {
  readonly label: string;
  /** Below it: what it takes. */
  readonly hint?: string | undefined;
  /** Below it: what is wrong with what was given. */
  readonly wrong?: string | undefined;
}

const LOOK =
  'w-full rounded-md border border-line-strong/70 bg-surface px-2.5 text-sm placeholder:text-dim aria-[invalid=true]:border-bad';

interface FieldProps extends InputHTMLAttributes<HTMLInputElement>, Asked {}

/** One line of text that is asked for. */
export function Field({ label, hint, wrong, className = '', ...rest }: FieldProps): ReactElement {
  const [id, below] = [useId(), useId()];
  return (
    <div className={`min-w-0 ${className}`}>
      <Name of={id}>{label}</Name>
      <input
        id={id}
        type="text"
        spellCheck={false}
        autoComplete="off"
        aria-describedby={below}
        aria-invalid={wrong !== undefined}
        className={`min-h-9 ${LOOK}`}
        {...rest}
      />
      <Below id={below} hint={hint} wrong={wrong} />
    </div>
  );
}

interface TextFieldProps extends TextareaHTMLAttributes<HTMLTextAreaElement>, Asked {}

/** Some lines of text that are asked for. */
export function TextField({ label, hint, wrong, className = '', ...rest }: TextFieldProps): ReactElement {
  const [id, below] = [useId(), useId()];
  return (
    <div className={`min-w-0 ${className}`}>
      <Name of={id}>{label}</Name>
      <textarea
        id={id}
        rows={3}
        aria-describedby={below}
        aria-invalid={wrong !== undefined}
        className={`py-1.5 ${LOOK}`}
        {...rest}
      />
      <Below id={below} hint={hint} wrong={wrong} />
    </div>
  );
}

function Name({ of, children }: { readonly of: string; readonly children: string }): ReactElement {
  return (
    <label htmlFor={of} className="mb-1 block text-xs font-medium text-dim">
      {children}
    </label>
  );
}

/** Said after the name, never as a part of it. */
function Below({ id, hint, wrong }: Omit<Asked, 'label'> & { readonly id: string }): ReactElement {
  return (
    <span id={id} className="block text-xs">
      {wrong === undefined ? null : <span className="mt-1 block font-medium text-bad">{wrong}</span>}
      {hint === undefined ? null : <span className="mt-1 block text-dim">{hint}</span>}
    </span>
  );
}
