import { child, entriesOf, itemsOf, textOf } from '../../../formats/yaml/access.ts';
import type { YamlNode } from '../../../formats/yaml/tree.ts';
import type { ClaimPredicate, ClaimTest, TrustStatement } from '../../../model/trust.ts';
import { type ReadTrust, textsOf } from './aws.ts';
import { type Alternatives, type ClaimNames, celAlternatives, crossed } from './cel.ts';

/** Host and path of an issuer, as trusts name it. */
export function bareIssuer(url: string | undefined): string | undefined {
  return url === undefined ? undefined : url.replace(/^https:\/\//, '').replace(/\/$/, '');
}

function withIssuer(url: string | undefined, statements: readonly TrustStatement[]): ReadTrust {
  const issuer = bareIssuer(url);
  return issuer === undefined ? { statements } : { issuer, statements };
}

function statementsOf(alternatives: Alternatives, node: YamlNode): readonly TrustStatement[] {
  return alternatives.map(({ all, unknown }) => ({
    effect: 'allow',
    all,
    unknown: unknown.map((why) => ({ why, at: node.at })),
    at: node.at,
  }));
}

function equals(claim: string, values: readonly string[], at?: YamlNode['at']): ClaimPredicate {
  const tests: readonly ClaimTest[] = values.map((value) => ({ kind: 'equals', value, ignoreCase: false }));
  return { claim, tests, not: false, absent: 'fail', ...(at === undefined ? {} : { at }) };
}

const ALWAYS: Alternatives = [{ all: [], unknown: [] }];

/** A workload identity provider: its condition, and the principals that may act as the account. */
export function gcpTrust(document: YamlNode): ReadTrust {
  const mapping = new Map(
    entriesOf(child(document, 'attributeMapping')).map(({ key, value }) => [key.source, textOf(value) ?? '']),
  );
  const claimOf: ClaimNames = (operand) => {
    const direct = /^assertion\.([A-Za-z0-9_]+)$/.exec(operand)?.[1];
    return direct ?? /^assertion\.([A-Za-z0-9_]+)$/.exec(mapping.get(operand)?.trim() ?? '')?.[1];
  };
  const text = textOf(child(document, 'attributeCondition'))?.trim() ?? '';
  const condition = text === '' ? ALWAYS : celAlternatives(text, claimOf);
  const audiences = textsOf(child(document, 'allowedAudiences'));
  const base =
    audiences.length === 0
      ? condition
      : crossed(condition, [{ all: [equals('aud', audiences)], unknown: [] }]);
  const principals = itemsOf(child(document, 'principals'));
  const entering =
    principals.length === 0 ? ALWAYS : principals.flatMap((node) => principal(textOf(node) ?? '', claimOf));
  return withIssuer(textOf(child(document, 'issuer')), statementsOf(crossed(base, entering), document));
}

/** `principal://…/subject/S`, `principalSet://…/attribute.A/V`, `principalSet://…/*`. */
function principal(member: string, claimOf: ClaimNames): Alternatives {
  if (/^principalSet:\/\/.*\/\*$/.test(member)) return ALWAYS;
  const subject = /\/subject\/(.+)$/.exec(member)?.[1];
  const attribute = /\/attribute\.([A-Za-z0-9_]+)\/(.+)$/.exec(member);
  const claim =
    subject === undefined ? claimOf(`attribute.${attribute?.[1] ?? ''}`) : claimOf('google.subject');
  const value = subject ?? attribute?.[2];
  if (claim === undefined || value === undefined)
    return [{ all: [], unknown: [`who ${member} is was not understood`] }];
  return [{ all: [equals(claim, [value])], unknown: [] }];
}

/** A federated credential, or a list of them: exact, or with a flexible expression. */
export function azureTrust(document: YamlNode): ReadTrust {
  const credentials = document.kind === 'sequence' ? document.items : [document];
  const issuers = new Set(credentials.map((one) => textOf(child(one, 'issuer'))));
  const statements = credentials.flatMap((one) => {
    const audience = equals('aud', textsOf(child(one, 'audiences')));
    const subject = child(one, 'subject');
    const exact = textOf(subject);
    const rest: Alternatives =
      exact === undefined
        ? flexible(textOf(child(one, 'claimsMatchingExpression', 'value')))
        : [{ all: [equals('sub', [exact], subject?.at)], unknown: [] }];
    return statementsOf(crossed([{ all: [audience], unknown: [] }], rest), one);
  });
  return withIssuer(issuers.size === 1 ? [...issuers][0] : undefined, statements);
}

/** `claims['sub'] matches 'repo:o/r:*' and claims['x'] eq 'y'`. */
function flexible(expression: string | undefined): Alternatives {
  if (expression === undefined) return [{ all: [], unknown: ['it names no subject'] }];
  const all: ClaimPredicate[] = [];
  for (const part of expression.split(/\s+and\s+/)) {
    const found = /^claims\['([A-Za-z0-9_]+)'\]\s+(matches|eq)\s+'([^']*)'$/.exec(part.trim());
    const [, claim, operator, value] = found ?? [];
    if (claim === undefined || value === undefined) {
      return [{ all, unknown: ['its expression was not understood'] }];
    }
    const test: ClaimTest =
      operator === 'eq' ? { kind: 'equals', value, ignoreCase: false } : { kind: 'glob', pattern: value };
    all.push({ claim, tests: [test], not: false, absent: 'fail' });
  }
  return [{ all, unknown: [] }];
}

/** A JWT role of Vault or OpenBao; what is not bound is not asked. */
export function vaultTrust(document: YamlNode): ReadTrust {
  const all: ClaimPredicate[] = [];
  const unknown: string[] = [];
  const audiences = textsOf(child(document, 'bound_audiences'));
  if (audiences.length > 0) all.push(equals('aud', audiences));
  const subject = textOf(child(document, 'bound_subject'));
  if (subject !== undefined && subject !== '') all.push(equals('sub', [subject]));
  const globs = textOf(child(document, 'bound_claims_type')) === 'glob';
  for (const { key, value } of entriesOf(child(document, 'bound_claims'))) {
    const claim = key.source.replace(/^\//, '');
    const values = textsOf(value);
    if (claim.includes('/') || values.length === 0)
      unknown.push(`the bound claim ${key.source} was not understood`);
    else if (globs) {
      const tests = values.map((pattern) => ({ kind: 'stars' as const, pattern }));
      all.push({ claim, tests, not: false, absent: 'fail', at: key.at });
    } else all.push(equals(claim, values, key.at));
  }
  if (child(document, 'cel_program') !== undefined) unknown.push('its CEL program is not evaluated');
  return withIssuer(
    textOf(child(document, 'issuer')) ?? textOf(child(document, 'bound_issuer')),
    statementsOf([{ all, unknown }], document),
  );
}

/** One `jwt` entry of an AuthenticationConfiguration (apiserver.config.k8s.io): who may authenticate at all. */
export function kubernetesTrust(document: YamlNode): ReadTrust {
  const audiences = textsOf(child(document, 'issuer', 'audiences'));
  let alternatives: Alternatives =
    audiences.length === 0 ? ALWAYS : [{ all: [equals('aud', audiences)], unknown: [] }];
  const claimOf: ClaimNames = (operand) => /^claims\.([A-Za-z0-9_]+)$/.exec(operand)?.[1];
  for (const rule of itemsOf(child(document, 'claimValidationRules'))) {
    const claim = textOf(child(rule, 'claim'));
    const expression = textOf(child(rule, 'expression'));
    const next: Alternatives =
      claim === undefined
        ? celAlternatives(expression ?? '', claimOf)
        : [{ all: [equals(claim, [textOf(child(rule, 'requiredValue')) ?? ''])], unknown: [] }];
    alternatives = crossed(alternatives, next);
    if (alternatives.length > 64) return { statements: [] };
  }
  return withIssuer(textOf(child(document, 'issuer', 'url')), statementsOf(alternatives, document));
}
