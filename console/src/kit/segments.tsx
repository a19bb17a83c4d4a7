import type { ReactElement } from 'react';

interface SegmentsProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly (readonly [value: Value, word: string])[];
  readonly choose: (value: Value) => void;
}

/** One of a few. */
export function Segments<Value extends string>({
  label,
  value,
  options,
  choose,
}: SegmentsProps<Value>): ReactElement {
  return (
    <div
      role="group"
      aria-label={label}
      className="inline-flex rounded-md border border-line bg-sunken p-0.5"
    >
      {options.map(([one, word]) => (
        <button
          key={one}
          type="button"
          aria-pressed={one === value}
          onClick={() => choose(one)}
          className="rounded px-2.5 py-1 text-xs font-medium text-dim hover:text-text aria-pressed:bg-raised aria-pressed:text-text aria-pressed:shadow-sm"
        >
          {word}
        </button>
      ))}
    </div>
  );
}

interface ChoiceProps {
  readonly label: string;
  /** Empty: all of them. */
  readonly value: string;
  readonly options: readonly string[];
  readonly all: string;
  readonly choose: (value: string | undefined) => void;
}

/** One of many, or all. */
export function Choice({ label, value, options, all, choose }: ChoiceProps): ReactElement {
  return (
    <label className="inline-flex items-center gap-1.5 text-xs text-dim">
      <span className="sr-only">{label}</span>
      <select
        value={value}
        onChange={(event) => choose(event.target.value === '' ? undefined : event.target.value)}
        className="min-h-8 max-w-56 rounded-md border border-line-strong/60 bg-surface px-2 text-sm text-text"
      >
        <option value="">{all}</option>
        {options.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
    </label>
  );
}
