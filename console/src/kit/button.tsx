import type { ButtonHTMLAttributes, ReactElement, Ref } from 'react';

type Look = 'plain' | 'primary' | 'quiet' | 'danger' | 'alarm';

const LOOKS: Readonly<Record<Look, string>> = {
  plain: 'border border-line-strong/60 bg-surface text-text hover:bg-sunken',
  primary: 'border border-transparent bg-accent text-on-accent hover:opacity-90',
  quiet: 'border border-transparent text-dim hover:bg-sunken hover:text-text',
  danger: 'border border-bad/60 bg-surface text-bad hover:bg-bad-soft',
  /** What cannot be taken back, where it is done. */
  alarm: 'border border-transparent bg-bad text-on-bad hover:opacity-90',
};

/** How everything that is pressed looks, links too. */
export function buttonClass(look: Look = 'plain', more = ''): string {
  return `inline-flex min-h-8 items-center justify-center gap-1.5 rounded-md px-2.5 py-1 text-sm font-medium no-underline transition-colors disabled:opacity-55 ${LOOKS[look]} ${more}`;
}

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly look?: Look;
  readonly ref?: Ref<HTMLButtonElement>;
}

export function Button({
  look = 'plain',
  className = '',
  type = 'button',
  ...rest
}: ButtonProps): ReactElement {
  return <button type={type} className={buttonClass(look, className)} {...rest} />;
}
