import { type Bundle, bundleOf } from '../../chain/access/bundle.ts';
import { readYaml } from '../../formats/yaml/read.ts';
import type { AccessGrant, AccessPolicy } from '../../model/access-grant.ts';
import { readGrant } from '../../policy/access-policy.ts';
import type { NewEntry } from '../../ports/ledger.ts';
import type { Random } from '../../ports/random.ts';
import { digestOfText, encodePayload } from '../observe/payload.ts';

/** The Grant in a text that was recorded; `undefined` where it is none. */
export function grantOfText(text: string): AccessGrant | undefined {
  const [document] = readYaml(new TextEncoder().encode(text), { path: 'grant.yaml' }).documents;
  if (document?.ok !== true || document.root === undefined) return undefined;
  try {
    return readGrant(document.root);
  } catch {
    return undefined;
  }
}

/** The AccessPolicy in a text that was recorded; `undefined` where it is none. */
export function policyOfText(text: string | undefined): AccessPolicy | undefined {
  try {
    const read: unknown = JSON.parse(text ?? '');
    return read instanceof Object && 'folder' in read && 'approvals' in read
      ? (read as AccessPolicy)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Where it is, in the words of an entry. */
export interface Recordable {
  readonly grant: AccessGrant;
  readonly policy: AccessPolicy;
  readonly repository: string;
}

function aboutGrant({ grant, policy, repository }: Recordable, { manifest }: Bundle) {
  return {
    grant: grant.id,
    policy: policy.name,
    cluster: policy.cluster,
    kind: grant.kind,
    repository,
    bundle: digestOfText(manifest.text),
    expires: grant.expires,
  };
}

interface Said {
  readonly entry: NewEntry;
  readonly payload: Uint8Array;
}

export function requestedEntry(
  about: Recordable,
  offered: { readonly ref: string; readonly head: string; readonly by: string },
  random: Random,
): Said {
  const bundle = bundleOf(about.grant, about.policy);
  const { ref, head, by } = offered;
  return {
    entry: { type: 'grant.requested', ...aboutGrant(about, bundle), ref, head },
    payload: grantPayload(about, bundle, by, [], random),
  };
}

export function beganEntry(
  about: Recordable,
  landed: { readonly commit: string; readonly by: string; readonly approvers: readonly string[] },
  random: Random,
): Said {
  const bundle = bundleOf(about.grant, about.policy);
  return {
    entry: { type: 'grant.began', ...aboutGrant(about, bundle), commit: landed.commit },
    payload: grantPayload(about, bundle, landed.by, landed.approvers, random),
  };
}

function grantPayload(
  { policy }: Recordable,
  { record, manifest }: Bundle,
  by: string,
  approvers: readonly string[],
  random: Random,
): Uint8Array {
  return encodePayload(
    {
      schema: 'mainward.dev/grant/v1',
      grant: record.text,
      manifests: manifest.text,
      by,
      approvers,
      policy: JSON.stringify(policy),
    },
    random,
  );
}

export function revokedEntry(
  about: { readonly id: string; readonly cluster: string },
  who: string,
  random: Random,
): Said {
  return {
    entry: { type: 'grant.revoked', grant: about.id, cluster: about.cluster },
    payload: encodePayload(
      { schema: 'mainward.dev/grant-ended/v1', by: who, say: 'It is to end before its time.' },
      random,
    ),
  };
}

export function endedEntry(
  about: { readonly id: string; readonly cluster: string },
  end: {
    readonly by: 'commit' | 'void';
    readonly why: 'expired' | 'revoked' | 'refused';
    readonly commit?: string;
    readonly who: string;
    readonly say: string;
  },
  random: Random,
): Said {
  const { by, why, commit, who, say } = end;
  return {
    entry: {
      type: 'grant.ended',
      grant: about.id,
      cluster: about.cluster,
      by,
      why,
      ...(commit === undefined ? {} : { commit }),
    },
    payload: encodePayload({ schema: 'mainward.dev/grant-ended/v1', by: who, say }, random),
  };
}
