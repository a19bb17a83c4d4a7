/** What is asked anew when an entry of a type was recorded, by the first part of the type; else what is called like that. */
const CONCERNED: Readonly<Record<string, readonly string[]>> = {
  change: ['changes', 'passport', 'drift', 'access'],
  source: ['changes', 'passport'],
  agent: ['changes', 'passport'],
  object: ['changes', 'passport'],
  credential: ['changes', 'passport'],
  drift: ['drift'],
  guard: ['drift'],
  policy: ['drift', 'access'],
  grant: ['access'],
  review: ['reviews'],
};

/** Which queries an entry makes old, by the first part of their keys. */
export function concernedBy(type: string): readonly string[] {
  const [noun = ''] = type.split('.');
  return [...(CONCERNED[noun] ?? [noun]), 'log'];
}
