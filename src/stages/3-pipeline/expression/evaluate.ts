import { type Expression, embedded, type Literal, parseExpression } from './parse.ts';
import { pathOf } from './walk.ts';

/** What is known of a value: one of a few, or nothing. */
export type Known = readonly Literal[] | undefined;

/** What is known of contexts, by lower-case path, for one way of starting. `undefined` = nothing. */
export interface Knowledge {
  value(path: string): Known;
  /** Of a value that is not known itself: is it this text, or does it begin with it? */
  test(path: string, test: 'equals' | 'starts', text: string): boolean | undefined;
  /** Are two contexts the same? */
  alike(left: string, right: string): boolean | undefined;
}

const MOST = 16;

/**
 * Whether a condition lets a job or step run, as far as the known contexts tell; `undefined` = it may.
 * A condition with text around `${{ }}` is a non-empty string, and so always true; the line break that a block
 * scalar ends with is such text.
 */
export function conditionHolds(text: string, knowledge: Knowledge): boolean | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return true;
  const [first, ...more] = embedded(text);
  const whole =
    first === undefined
      ? parseExpression(trimmed)
      : first.start === 0 && first.end === text.length && more.length === 0
        ? first.expression
        : undefined;
  if (whole === undefined) return first === undefined ? undefined : true;
  return truth(evaluate(whole, knowledge));
}

/** A condition without a status function runs only when what it needs has succeeded. */
export function asksStatus(text: string): boolean {
  return /\b(?:always|failure|cancelled)\s*\(/i.test(text);
}

function truth(value: Known): boolean | undefined {
  if (value === undefined) return undefined;
  if (value.every(isTrue)) return true;
  return value.some(isTrue) ? undefined : false;
}

function isTrue(value: Literal): boolean {
  return !(value === null || value === false || value === '' || value === 0 || Number.isNaN(value));
}

export function evaluate(expression: Expression, knowledge: Knowledge): Known {
  switch (expression.kind) {
    case 'literal':
      return [expression.value];
    case 'reference':
      return knowledge.value(pathOf(expression));
    case 'not': {
      const of = truth(evaluate(expression.of, knowledge));
      return of === undefined ? undefined : [!of];
    }
    case 'call':
      return call(expression, knowledge);
    case 'binary':
      return binary(expression, knowledge);
  }
}

function binary(expression: Extract<Expression, { kind: 'binary' }>, knowledge: Knowledge): Known {
  const left = evaluate(expression.left, knowledge);
  const right = evaluate(expression.right, knowledge);
  if (expression.sign === '&&' || expression.sign === '||') {
    const stops = expression.sign === '||';
    const first = truth(left);
    if (first !== undefined) return first === stops ? left : right;
    return truth(right) === stops ? undefined : bothFalse(stops, right);
  }
  if (expression.sign !== '==' && expression.sign !== '!=') return undefined;
  const told = compared(expression.left, expression.right, knowledge);
  if (told !== undefined) return [told === (expression.sign === '==')];
  return across(left, right, (a, b) => same(a, b) === (expression.sign === '=='));
}

function compared(left: Expression, right: Expression, knowledge: Knowledge): boolean | undefined {
  if (left.kind === 'reference' && right.kind === 'reference') {
    return knowledge.alike(pathOf(left), pathOf(right)) ?? knowledge.alike(pathOf(right), pathOf(left));
  }
  const [reference, literal] = left.kind === 'reference' ? [left, right] : [right, left];
  return reference.kind === 'reference' && literal.kind === 'literal' && typeof literal.value === 'string'
    ? knowledge.test(pathOf(reference), 'equals', literal.value)
    : undefined;
}

/** `x && false` is false whatever x is; `x || true` would be true, but its value is x or true: both true. */
function bothFalse(stops: boolean, right: Known): Known {
  const second = truth(right);
  if (!stops && second === false) return [false];
  return undefined;
}

function call(expression: Extract<Expression, { kind: 'call' }>, knowledge: Knowledge): Known {
  const [first, second] = expression.args;
  if (expression.path.length > 0) return undefined;
  if (expression.name === 'always') return [true];
  if (first === undefined || second === undefined) {
    return expression.name === 'fromjson' && first !== undefined
      ? json(evaluate(first, knowledge))
      : undefined;
  }
  const needle = evaluate(second, knowledge);
  if (expression.name === 'contains') {
    const list = listOf(first);
    if (list !== undefined) return across(needle, [''], (one) => list.some((item) => same(item, one)));
    return across(evaluate(first, knowledge), needle, (a, b) => lower(a).includes(lower(b)));
  }
  const subject = evaluate(first, knowledge);
  if (expression.name === 'startswith' && first.kind === 'reference' && second.kind === 'literal') {
    const told = knowledge.test(pathOf(first), 'starts', String(second.value));
    if (told !== undefined) return [told];
  }
  if (expression.name === 'startswith')
    return across(subject, needle, (a, b) => lower(a).startsWith(lower(b)));
  if (expression.name === 'endswith') return across(subject, needle, (a, b) => lower(a).endsWith(lower(b)));
  return undefined;
}

/** `fromJSON('["a","b"]')` as a list of texts. */
function listOf(expression: Expression): readonly string[] | undefined {
  if (expression.kind !== 'call' || expression.name !== 'fromjson') return undefined;
  const [text] = expression.args;
  if (text?.kind !== 'literal' || typeof text.value !== 'string') return undefined;
  try {
    const value: unknown = JSON.parse(text.value);
    if (!Array.isArray(value) || !value.every((one) => typeof one === 'string')) return undefined;
    return value;
  } catch {
    return undefined;
  }
}

function json(value: Known): Known {
  if (value?.length !== 1) return undefined;
  return value[0] === 'true' ? [true] : value[0] === 'false' ? [false] : undefined;
}

function across(left: Known, right: Known, test: (a: Literal, b: Literal) => boolean): Known {
  if (left === undefined || right === undefined || left.length * right.length > MOST) return undefined;
  const results = new Set<boolean>();
  for (const a of left) for (const b of right) results.add(test(a, b));
  return [...results];
}

/** Equality as the platform has it: texts without regard to case. */
function same(a: Literal, b: Literal): boolean {
  if (typeof a === 'string' && typeof b === 'string') return a.toLowerCase() === b.toLowerCase();
  if (typeof a === typeof b) return a === b;
  return toNumber(a) === toNumber(b);
}

function toNumber(value: Literal): number {
  if (value === null || value === '') return 0;
  return typeof value === 'string' ? Number(value) : Number(value);
}

function lower(value: Literal): string {
  return String(value ?? '').toLowerCase();
}
