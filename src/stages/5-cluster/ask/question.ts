import type { AccessRequest, RbacSubject, ServedResource } from '../../../model/rbac.ts';
import { err, ok, type Result } from '../../../model/result.ts';
import { discover } from '../discovery.ts';
import { accountOf } from '../match.ts';

/** Whom a question is about: one subject of the cluster, or a person of the roster. */
export type AskedSubject = RbacSubject | { readonly kind: 'person'; readonly id: string };

/** A request together with what was assumed to make it out of the words of a question. */
export interface Question {
  readonly request: AccessRequest;
  /** As it was understood, in words. */
  readonly text: string;
  readonly notes: readonly string[];
}

export interface QuestionOptions {
  readonly namespace?: string;
  readonly subresource?: string;
  readonly customResources?: readonly ServedResource[];
}

/** `user:NAME`, `group:NAME`, `sa:NAMESPACE/NAME` or `person:ID`; the error says what is wrong. */
export function parseSubject(text: string): Result<AskedSubject, string> {
  const colon = text.indexOf(':');
  const [kind, name] = [text.slice(0, Math.max(colon, 0)), text.slice(colon + 1)];
  if (colon === -1 || name === '') return err(`${JSON.stringify(text)} names no subject`);
  switch (kind) {
    case 'user':
      return ok(accountOf(name) ?? { kind: 'User', name });
    case 'group':
      return ok({ kind: 'Group', name });
    case 'person':
      return ok({ kind: 'person', id: name });
    case 'sa': {
      const [namespace = '', account = '', ...rest] = name.split('/');
      return namespace === '' || account === '' || rest.length > 0
        ? err(`${JSON.stringify(text)} is no service account`)
        : ok({ kind: 'ServiceAccount', name: account, namespace });
    }
    default:
      return err(`${JSON.stringify(kind)} is no kind of subject`);
  }
}

/** `VERB RESOURCE[.GROUP][/NAME]` or `VERB /non/resource/path`; the error says what is wrong. */
export function parseQuestion(
  words: readonly string[],
  options: QuestionOptions = {},
): Result<Question, string> {
  const [verb = '', what = '', ...rest] = words;
  if (verb === '' || what === '' || rest.length > 0) return err('A question has a verb and a resource');
  return what.startsWith('/') ? pathQuestion(verb, what, options) : resourceQuestion(verb, what, options);
}

function pathQuestion(verb: string, path: string, options: QuestionOptions): Result<Question, string> {
  if (options.subresource !== undefined) return err('A path has no subresource');
  const notes = options.namespace === undefined ? [] : ['A path belongs to no namespace.'];
  const request = {
    verb,
    apiGroup: '',
    resource: '',
    name: '',
    namespace: '',
    nonResourcePath: path,
  };
  return ok({ request, text: `${verb} ${path}`, notes });
}

const SUBRESOURCES: ReadonlySet<string> = new Set([
  'approval',
  'attach',
  'binding',
  'ephemeralcontainers',
  'eviction',
  'exec',
  'finalize',
  'log',
  'logs',
  'portforward',
  'proxy',
  'scale',
  'status',
  'token',
]);

function resourceQuestion(verb: string, what: string, options: QuestionOptions): Result<Question, string> {
  const slash = what.indexOf('/');
  const named = slash === -1 ? what : what.slice(0, slash);
  const name = slash === -1 ? '' : what.slice(slash + 1);
  const found = discover(named, options.customResources);
  if (found === undefined) return err(`${JSON.stringify(named)} is no resource that is known here`);
  const { group, resource, namespaced, scopeKnown } = found;
  const notes: string[] = [];
  if (!scopeKnown && resource !== '*')
    notes.push(`${resource}.${group} is not known here; it is taken for a namespaced resource.`);
  if (!namespaced && options.namespace !== undefined)
    notes.push(`${resource} are of cluster scope, so the namespace was left out.`);
  if (SUBRESOURCES.has(name) && options.subresource === undefined)
    notes.push(`${name} was read as a name; a subresource is asked for with --subresource ${name}.`);
  const namespace = namespaced ? (options.namespace ?? '') : '';
  const request: AccessRequest = {
    verb,
    apiGroup: group,
    resource,
    ...(options.subresource === undefined ? {} : { subresource: options.subresource }),
    name,
    namespace,
  };
  return ok({ request, text: textOf(request, namespaced), notes });
}

function textOf(request: AccessRequest, namespaced: boolean): string {
  const { verb, apiGroup, resource, subresource, name, namespace } = request;
  const group = apiGroup === '' || apiGroup === '*' ? '' : `.${apiGroup}`;
  const sub = subresource === undefined ? '' : ` (subresource ${subresource})`;
  const where = !namespaced ? '' : namespace === '' ? ' in all namespaces' : ` in namespace ${namespace}`;
  return `${verb} ${resource}${group}${name === '' ? '' : `/${name}`}${sub}${where}`;
}
