const KINDS = { pass: 'good', fail: 'bad', unknown: 'open' } as const;

/** A verdict as a word that does not depend on its colour. */
export function verdictWord(verdict: keyof typeof KINDS | undefined): string {
  if (verdict === undefined) return '<span class="dim">not judged</span>';
  return `<span class="word ${KINDS[verdict]}">${verdict}</span>`;
}
