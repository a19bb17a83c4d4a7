/** The text of one section of a control's document as one paragraph, without code blocks; '' where there is none. */
export function section(document: string, heading: string): string {
  const lines = document.split('\n');
  const start = lines.indexOf(`## ${heading}`);
  if (start === -1) return '';
  const end = lines.findIndex((line, index) => index > start && line.startsWith('## '));
  const body = lines.slice(start + 1, end === -1 ? undefined : end);
  const text: string[] = [];
  let fenced = false;
  for (const line of body) {
    if (line.startsWith('```')) fenced = !fenced;
    else if (!fenced && line.trim() !== '') text.push(line.trim());
    else if (text.length > 0 && line.trim() === '' && !fenced) break;
  }
  return text.join(' ');
}

/** The document as it is printed: without its front matter. */
export function body(document: string): string {
  return document.replace(/^---\n[\s\S]*?\n---\n+/, '');
}
