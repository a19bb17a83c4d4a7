import type { Expression } from './parse.ts';

/** `github.event.issue.title`, in lower case; `*` for any element, `[]` for an index that is computed. */
export function pathOf(reference: Extract<Expression, { kind: 'reference' }>): string {
  const parts = reference.path.map((part) => ('name' in part ? part.name : 'every' in part ? '*' : '[]'));
  return [reference.root, ...parts].join('.');
}

/** Every expression inside, itself first. */
export function within(expression: Expression): readonly Expression[] {
  const found: Expression[] = [];
  const open: Expression[] = [expression];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    found.push(next);
    if (next.kind === 'not') open.push(next.of);
    else if (next.kind === 'binary') open.push(next.right, next.left);
    else if (next.kind === 'call') open.push(...next.args.toReversed());
    if (next.kind === 'call' || next.kind === 'reference') {
      for (const part of next.path) if ('index' in part) open.push(part.index);
    }
  }
  return found;
}

/** `fromJSON(steps.x.outputs.y).head.sha` asks for a part of what a step made. */
function ofMade(reference: Reference, path: Reference['path']): Reference {
  const made = reference.root === 'steps' || reference.root === 'needs';
  return made && path.length > 0 ? { ...reference, path: [...reference.path, ...path] } : reference;
}

type Reference = Extract<Expression, { kind: 'reference' }>;

const PASSING: ReadonlySet<string> = new Set(['format', 'join', 'tojson', 'fromjson', 'case']);

/**
 * References whose text can become part of the value. A comparison or a test (`contains`, `==`) yields
 * true or false whatever it looks at; `a && b || c` yields what it names.
 */
export function flowing(expression: Expression): readonly Extract<Expression, { kind: 'reference' }>[] {
  switch (expression.kind) {
    case 'reference':
      return [expression];
    case 'call':
      return PASSING.has(expression.name)
        ? expression.args.flatMap(flowing).map((one) => ofMade(one, expression.path))
        : [];
    case 'binary':
      if (expression.sign === '&&') return flowing(expression.right);
      return expression.sign === '||' ? [...flowing(expression.left), ...flowing(expression.right)] : [];
    default:
      return [];
  }
}
