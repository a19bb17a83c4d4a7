/** Longer texts are seldom the same. */
const MOST_LENGTH = 1_000;

/** What was made of texts. Beyond so many characters everything is forgotten, and remembered anew. */
class Remembered<Value> {
  readonly #mostCharacters: number;
  readonly #values: Map<string, Value> = new Map();
  #characters = 0;

  constructor(mostCharacters: number) {
    this.#mostCharacters = mostCharacters;
  }

  of(text: string, make: (own: string) => Value): Value {
    const known = this.#values.get(text);
    if (known !== undefined) return known;
    if (this.#characters + text.length > this.#mostCharacters) {
      this.#values.clear();
      this.#characters = 0;
    }
    const own = ownText(text);
    const value = make(own);
    this.#values.set(own, value);
    this.#characters += own.length;
    return value;
  }
}

const texts: Remembered<string> = new Remembered(8_000_000);
/** By their JSON. */
const values: Remembered<unknown> = new Remembered(1_000_000);

/** The same text, one and the same string for everybody who asks: for what is kept ten thousand times. */
export function pooledText(text: string): string {
  return text.length > MOST_LENGTH ? ownText(text) : texts.of(text, (own) => own);
}

/** One and the same value for all that are equal as JSON, to be changed by nobody: for what is short and often the same. */
export function shared<Value>(value: Value): Value {
  const text = JSON.stringify(value);
  return text.length > MOST_LENGTH ? pooled(value) : (values.of(text, () => pooled(value)) as Value);
}

/** A part of a longer text keeps all of that alive. */
function ownText(text: string): string {
  return JSON.parse(JSON.stringify(text)) as string;
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
