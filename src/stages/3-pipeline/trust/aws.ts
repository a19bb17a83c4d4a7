import { child, entriesOf, itemsOf, textOf } from '../../../formats/yaml/access.ts';
import type { MappingEntry, YamlNode } from '../../../formats/yaml/tree.ts';
import type { ClaimPredicate, ClaimTest, TrustStatement } from '../../../model/trust.ts';

/** A trust as its provider's document says it. */
export interface ReadTrust {
  readonly issuer?: string;
  readonly statements: readonly TrustStatement[];
}

const ASSUME = 'sts:AssumeRoleWithWebIdentity';

/**
 * A role's trust policy (IAM JSON policy grammar). Values of a key are alternatives, keys and operators are all
 * needed, statements are alternatives, denying ones win.
 */
export function awsTrust(document: YamlNode | undefined): ReadTrust {
  const written = child(document, 'Statement');
  const nodes = written?.kind === 'mapping' ? [written] : itemsOf(written);
  const issuers = new Set<string>();
  const statements: TrustStatement[] = [];
  for (const node of nodes) {
    if (!textsOf(child(node, 'Action')).some(assumes)) continue;
    const federated = textsOf(child(node, 'Principal', 'Federated')).map(issuerOf);
    const anyone =
      textsOf(child(node, 'Principal')).includes('*') ||
      textsOf(child(node, 'Principal', 'AWS')).includes('*');
    const deny = textOf(child(node, 'Effect'))?.toLowerCase() === 'deny';
    for (const issuer of federated) if (issuer !== undefined && !deny) issuers.add(issuer);
    if (federated.length === 0 && !(deny && anyone)) continue;
    statements.push(statementOf(node, deny ? 'deny' : 'allow'));
  }
  const [issuer, ...others] = issuers;
  return issuer === undefined || others.length > 0 ? { statements } : { issuer, statements };
}

function assumes(action: string): boolean {
  return (
    action === '*' ||
    action.toLowerCase() === ASSUME.toLowerCase() ||
    action.toLowerCase() === 'sts:*' ||
    action.toLowerCase() === 'sts:assumerole*'
  );
}

/** `arn:aws:iam::123:oidc-provider/HOST/PATH` without its ARN; `undefined` for another kind of provider. */
function issuerOf(principal: string): string | undefined {
  const marker = ':oidc-provider/';
  const at = principal.indexOf(marker);
  return at === -1 ? undefined : principal.slice(at + marker.length);
}

function statementOf(node: YamlNode, effect: TrustStatement['effect']): TrustStatement {
  const all: ClaimPredicate[] = [];
  const unknown: { why: string; at: YamlNode['at'] }[] = [];
  for (const operator of entriesOf(child(node, 'Condition'))) {
    for (const condition of entriesOf(operator.value)) {
      const predicate = predicateOf(operator.key.source, condition);
      if (predicate === undefined) {
        unknown.push({
          why: `the condition ${operator.key.source} on ${condition.key.source} was not understood`,
          at: condition.key.at,
        });
      } else all.push(predicate);
    }
  }
  for (const key of ['NotPrincipal', 'NotAction']) {
    const found = child(node, key);
    if (found !== undefined) unknown.push({ why: `${key} was not understood`, at: found.at });
  }
  return { effect, all, unknown, at: node.at };
}

interface Operator {
  readonly base: string;
  readonly absent: 'pass' | 'fail' | undefined;
}

/** Takes `ForAllValues:` and `IfExists` off; both let a token pass that lacks the claim. */
function operatorOf(written: string): Operator {
  const name = written.toLowerCase();
  const every = name.startsWith('forallvalues:');
  const some = name.startsWith('foranyvalue:');
  const bare = name.slice(name.indexOf(':') + 1);
  const exists = bare.endsWith('ifexists');
  const base = exists ? bare.slice(0, -'ifexists'.length) : bare;
  return { base, absent: every || exists ? 'pass' : some ? 'fail' : undefined };
}

function predicateOf(written: string, { key, value }: MappingEntry): ClaimPredicate | undefined {
  const claim = claimOf(key.source);
  const values = textsOf(value);
  if (claim === undefined || values.some((one) => one.includes('${'))) return undefined;
  const { base, absent } = operatorOf(written);
  const at = key.at;
  const make = (not: boolean, tests: readonly ClaimTest[]): ClaimPredicate => ({
    claim,
    tests,
    not,
    absent: absent ?? (not ? 'pass' : 'fail'),
    at,
  });
  const equals = (ignoreCase: boolean): readonly ClaimTest[] =>
    values.map((one) => ({ kind: 'equals', value: one, ignoreCase }));
  const globs = values.map((pattern) => ({ kind: 'glob' as const, pattern }));
  switch (base) {
    case 'stringequals':
      return make(false, equals(false));
    case 'stringnotequals':
      return make(true, equals(false));
    case 'stringequalsignorecase':
      return make(false, equals(true));
    case 'stringnotequalsignorecase':
      return make(true, equals(true));
    case 'stringlike':
      return make(false, globs);
    case 'stringnotlike':
      return make(true, globs);
    case 'null':
      return nullTest(claim, values, at);
    default:
      return undefined;
  }
}

/** `Null: true` demands that the claim is absent. */
function nullTest(claim: string, values: readonly string[], at: YamlNode['at']): ClaimPredicate | undefined {
  const [value, ...more] = values.map((one) => one.toLowerCase());
  if (more.length > 0 || (value !== 'true' && value !== 'false')) return undefined;
  const absent = value === 'true';
  return { claim, tests: [{ kind: 'present' }], not: absent, absent: absent ? 'pass' : 'fail', at };
}

/** `HOST:sub` asks for a claim of the token; anything else asks about the request. */
function claimOf(key: string): string | undefined {
  const colon = key.lastIndexOf(':');
  if (colon === -1 || key.toLowerCase().startsWith('aws:') || key.toLowerCase().startsWith('sts:'))
    return undefined;
  return key.slice(colon + 1).toLowerCase();
}

/** A text or a list of texts. */
export function textsOf(node: YamlNode | undefined): readonly string[] {
  const single = textOf(node);
  return single === undefined ? itemsOf(node).flatMap((item) => textOf(item) ?? []) : [single];
}
