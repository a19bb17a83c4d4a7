import { refused } from './answers.ts';

type Test = (labels: Readonly<Record<string, string>>) => boolean;

const SET = /^(\S+)\s+(in|notin)\s+\(([^()]*)\)$/;
const EQUALITY = /^([^\s!=]+)\s*(==|=|!=)\s*([^\s!=]*)$/;
const EXISTS = /^(!?)\s*([^\s!=(),]+)$/;

/** A label selector as lists and watches take it (`a=b,c!=d,e in (f,g),!h`); the empty one selects everything. */
export function labelSelector(text: string | undefined): Test {
  const tests = requirementsOf(text ?? '').map(requirement);
  return (labels) => tests.every((test) => test(labels));
}

/** Splits at commas that are in no parentheses. */
function requirementsOf(text: string): readonly string[] {
  return text
    .split(/,(?![^(]*\))/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function requirement(text: string): Test {
  const set = SET.exec(text);
  if (set !== null) {
    const [, key = '', operator, list = ''] = set;
    const values = new Set(list.split(',').map((value) => value.trim()));
    const wanted = operator === 'in';
    return (labels) => (labels[key] !== undefined && values.has(labels[key])) === wanted;
  }
  const equality = EQUALITY.exec(text);
  if (equality !== null) {
    const [, key = '', operator, value] = equality;
    return (labels) => (labels[key] === value) === (operator !== '!=');
  }
  const exists = EXISTS.exec(text);
  if (exists === null) throw refused(400, 'BadRequest', `the label selector ${text} cannot be read`);
  const [, not, key = ''] = exists;
  return (labels) => (labels[key] === undefined) === (not === '!');
}
