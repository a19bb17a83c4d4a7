/** Characters that are remembered; beyond them everything is forgotten, and remembered anew. */
const MOST_CHARACTERS = 8_000_000;
/** Longer texts are seldom the same. */
const MOST_LENGTH = 1_000;

const texts: Map<string, string> = new Map();
let characters = 0;

/** The same text, one and the same string for everybody who asks: for what is kept ten thousand times. */
export function pooledText(text: string): string {
  if (text.length > MOST_LENGTH) return ownText(text);
  const known = texts.get(text);
  if (known !== undefined) return known;
  if (characters + text.length > MOST_CHARACTERS) {
    texts.clear();
    characters = 0;
  }
  const own = ownText(text);
  texts.set(own, own);
  characters += own.length;
  return own;
}

/** A part of a longer text keeps all of that alive. */
function ownText(text: string): string {
  return JSON.parse(JSON.stringify(text)) as string;
}

/** Distinct values by their JSON, as long as they are remembered. */
const values: Map<string, unknown> = new Map();
let valueCharacters = 0;

/** One and the same value for all that are equal as JSON, to be changed by nobody: for what is short and often the same. */
export function shared<Value>(value: Value): Value {
  const text = JSON.stringify(value);
  const known = values.get(text);
  if (known !== undefined) return known as Value;
  if (valueCharacters + text.length > MOST_CHARACTERS) {
    values.clear();
    valueCharacters = 0;
  }
  const own = pooled(value);
  values.set(text, own);
  valueCharacters += text.length;
  return own;
}

/** A copy of a JSON value whose texts are pooled, without what is `undefined`. */
export function pooled<Value>(value: Value): Value {
  return copyOf(value) as Value;
}

function copyOf(value: unknown): unknown {
  if (typeof value === 'string') return pooledText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copyOf);
  const copy: Record<string, unknown> = {};
  for (const [key, one] of Object.entries(value)) if (one !== undefined) setOwn(copy, key, copyOf(one));
  return copy;
}

/** As `JSON.parse` has it: the name that changes what an object is changes nothing. */
function setOwn(copy: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') copy[key] = value;
  else Object.defineProperty(copy, key, { value, enumerable: true, configurable: true, writable: true });
}
