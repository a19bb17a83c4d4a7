/** What the reader chose: light, dark, or what their system has. */
export type Theme = 'system' | 'light' | 'dark';

const KEY = 'mainward.theme';

/** What was chosen in this browser; `system` where nothing was, or nothing can be kept. */
export function storedTheme(): Theme {
  try {
    const stored = localStorage.getItem(KEY);
    return stored === 'light' || stored === 'dark' ? stored : 'system';
  } catch {
    return 'system';
  }
}

export function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}

export function chooseTheme(theme: Theme): void {
  applyTheme(theme);
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // A browser that keeps nothing forgets the choice; that is its reader's wish.
  }
}
