import { harmless } from '../harmless.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as HTML text or attribute value; what would steer or reorder is shown as an escape. */
export function html(text: string): string {
  return harmless(text).replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char);
}

/** A sentence: what stands between backticks is set as code. */
export function prose(text: string): string {
  return html(text).replace(/`([^`]+)`/g, '<code>$1</code>');
}
