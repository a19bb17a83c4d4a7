/** `--color` decides; `auto` asks `NO_COLOR`, then `FORCE_COLOR`, then whether a terminal reads. */
export function mayColor(
  choice: 'auto' | 'always' | 'never',
  env: Readonly<Record<string, string | undefined>>,
  terminal: boolean,
): boolean {
  if (choice !== 'auto') return choice === 'always';
  const set = (name: string): boolean => env[name] !== undefined && env[name] !== '';
  if (set('NO_COLOR')) return false;
  if (set('FORCE_COLOR')) return env['FORCE_COLOR'] !== '0';
  return terminal && env['TERM'] !== 'dumb';
}
