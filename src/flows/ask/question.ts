import { MainwardError } from '../../model/errors.ts';
import { parseQuestion, type Question } from '../../stages/5-cluster/ask/question.ts';
import type { Authorizer } from '../../stages/5-cluster/authorizer.ts';
import { knownNames } from '../../stages/5-cluster/discovery.ts';
import { nearest } from './nearest.ts';
import type { AskRequest } from './request.ts';

/** Verbs of requests and of RBAC's own checks; others may exist, so another one is only remarked on. */
const VERBS: readonly string[] =
  'get list watch create update patch delete deletecollection bind escalate impersonate approve sign attest use head post put options *'.split(
    ' ',
  );

/** Understands the words of a question. Throws `USAGE` or `RESOURCE_UNKNOWN`. */
export function askedQuestion(
  words: readonly string[],
  request: AskRequest,
  authorizer: Authorizer,
): Question {
  const { customResources } = authorizer.cluster;
  const [verb = '', what = ''] = words;
  const parsed = parseQuestion(words, {
    ...(request.namespace === undefined ? {} : { namespace: request.namespace }),
    ...(request.subresource === undefined ? {} : { subresource: request.subresource }),
    ...(customResources === undefined ? {} : { customResources }),
  });
  if (!parsed.ok) throw notUnderstood(verb, what, words.length, parsed.error, knownNames(customResources));
  return { ...parsed.value, notes: [...parsed.value.notes, ...aboutVerb(verb)] };
}

function aboutVerb(verb: string): readonly string[] {
  if (VERBS.includes(verb)) return [];
  const meant = nearest(verb, VERBS);
  return [
    `${verb} is no verb of the API server’s own${meant === undefined ? '' : `; did you mean ${meant}?`}`,
  ];
}

function notUnderstood(
  verb: string,
  what: string,
  words: number,
  reason: string,
  known: readonly string[],
): MainwardError {
  if (words !== 2 || what.startsWith('/')) {
    return new MainwardError('USAGE', `${reason}.`, {
      remedy: 'Ask for VERB RESOURCE[.GROUP][/NAME], such as `get pods/web`, or VERB /non/resource/path.',
    });
  }
  const slash = what.indexOf('/');
  const [resource, rest] = slash === -1 ? [what, ''] : [what.slice(0, slash), what.slice(slash)];
  const meant = nearest(resource, known);
  return new MainwardError('RESOURCE_UNKNOWN', `${reason}.`, {
    remedy:
      meant === undefined
        ? `Write it with its group, as ${resource}.GROUP; that is taken as it stands.`
        : `Did you mean \`${verb} ${meant}${rest}\`?`,
  });
}
