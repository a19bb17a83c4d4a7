import type { FeedSource, FeedVerification } from '../../../model/agent.ts';
import type { ArgoProject, ArgoSignaturePolicy } from '../../../model/argocd.ts';
import { globMatches } from './glob.ts';

/**
 * What the project demands of signatures on a source, as util/sourceintegrity has it: a policy counts for a repository that one
 * of its `repos` patterns takes and no `!` pattern does; two policies for one repository make every check fail; charts and OCI are not checked.
 */
export function verificationOf(project: ArgoProject, source: FeedSource): FeedVerification {
  if (source.kind === 'helm-repository' || source.kind === 'oci') {
    return {
      required: { answer: 'no', why: 'Argo CD verifies signatures of Git sources only', at: source.at },
      mode: 'none',
      trusts: [],
    };
  }
  if (source.url === undefined) {
    return {
      required: {
        answer: 'unknown',
        why: 'the repository is not known',
        at: source.at,
        supply: 'the rendered Application',
      },
      mode: 'unknown',
      trusts: [],
    };
  }
  const url = source.url;
  const policies = project.signatures.filter((policy) => covers(policy, url));
  const [policy] = policies;
  if (policy === undefined) {
    return {
      required: {
        answer: 'no',
        why: `the project ${project.name} demands no signatures for the repository`,
        at: project.at,
      },
      mode: 'none',
      trusts: [],
    };
  }
  if (policies.length > 1) {
    return {
      required: {
        answer: 'yes',
        why: 'several signature policies cover the repository, so Argo CD refuses to sync it',
        at: policy.at,
      },
      provider: 'gpg',
      mode: 'unknown',
      trusts: [],
    };
  }
  if (policy.mode === 'none') {
    return {
      required: {
        answer: 'no',
        why: 'the signature policy for the repository is switched off',
        at: policy.at,
      },
      mode: 'none',
      trusts: [],
    };
  }
  if (policy.mode === 'unknown') {
    return {
      required: {
        answer: 'yes',
        why: 'the signature policy has a mode that Argo CD does not know, so it refuses to sync',
        at: policy.at,
      },
      provider: 'gpg',
      mode: 'unknown',
      trusts: policy.keys,
    };
  }
  const why =
    policy.mode === 'strict'
      ? 'every commit must carry a trusted signature'
      : 'the synced commit or tag must carry a trusted signature';
  return {
    required: { answer: 'yes', why, at: policy.at },
    provider: 'gpg',
    mode: policy.mode,
    trusts: policy.keys,
  };
}

function covers(policy: ArgoSignaturePolicy, url: string): boolean {
  let included = false;
  for (const { value } of policy.repositories) {
    if (value.startsWith('!')) {
      if (globMatches(value.slice(1), url)) return false;
    } else if (globMatches(value, url)) included = true;
  }
  return included;
}
