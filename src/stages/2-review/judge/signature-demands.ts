import type { LandingReason, ReasonCode, SignatureStatus } from '../../../model/landing.ts';
import type { Demand, Met } from './demand.ts';
import type { Identities } from './identities.ts';
import type { BroughtCommit, LandingInput } from './input.ts';
import { concerns } from './review-demands.ts';

const BROKEN: Readonly<Partial<Record<SignatureStatus, ReasonCode>>> = {
  bad: 'bad-signature',
  malformed: 'bad-signature',
  revoked: 'key-revoked',
  expired: 'key-expired',
  'not-yet-valid': 'key-not-yet-valid',
};

/**
 * The commits whose signatures speak for people: all but what the forge writes when it joins or rebases what was
 * offered, where that is proved to be nothing else.
 */
export function signedByPeople({
  commits,
  landing,
  contentProved,
  remade,
}: LandingInput): readonly BroughtCommit[] {
  if (contentProved !== true) return commits;
  const joined = landing === 'merge' || landing === 'squash' || landing === 'queue';
  const made = new Set([
    ...(remade ?? []),
    ...(joined ? commits.slice(0, 1).map(({ commit }) => commit.oid) : []),
  ]);
  const rest = commits.filter(({ commit }) => !made.has(commit.oid));
  return rest.length > 0 ? rest : commits;
}

/**
 * Signatures that prove that something is wrong, whether or not any were demanded. One that cannot be read is only none.
 */
export function brokenSignatures(input: LandingInput): readonly LandingReason[] {
  return signedByPeople(input).flatMap(({ commit, signature }) => {
    const code = BROKEN[signature.status];
    return code === undefined || signature.status === 'malformed'
      ? []
      : [{ code, detail: `commit ${commit.oid.slice(0, 12)}: ${signature.why}` }];
  });
}

/** Each commit signed with a key of whoever wrote or committed it, where that is demanded. */
export function signatureDemands(
  input: LandingInput,
  byRule: string | undefined,
  identities: Identities,
): readonly Demand[] {
  const demanding = [
    ...input.requirements
      .filter(({ signed }) => signed)
      .map((requirement) => ({ name: requirement.name, concerned: concerns(requirement, input) })),
    ...(byRule === undefined ? [] : [{ name: byRule, concerned: true as const }]),
  ].filter(({ concerned }) => concerned !== false);
  if (demanding.length === 0) return [];
  const judged = signedByPeople(input).map((brought) => ({
    brought,
    met: isSigned(brought, input, identities),
  }));
  const failing = judged.filter(({ met }) => met === false);
  const open = judged.filter(({ met }) => met === null);
  const met = failing.length > 0 ? false : open.length > 0 ? null : true;
  const [first] = failing.length > 0 ? failing : open;
  return demanding.map(({ name, concerned }) => ({
    source: name,
    label: `${name}: signed commits`,
    met: met === false && concerned === null ? null : met,
    missing:
      first === undefined
        ? ''
        : `commit ${first.brought.commit.oid.slice(0, 12)}: ${first.brought.signature.why}`,
    code: codeOf(first?.brought),
  }));
}

function codeOf(brought: BroughtCommit | undefined): ReasonCode {
  const status = brought?.signature.status ?? 'unsigned';
  if (status === 'good') return 'signed-by-another';
  return status === 'unknown-key' ? 'unknown-key' : (BROKEN[status] ?? 'unsigned');
}

function isSigned({ commit, signature }: BroughtCommit, { at }: LandingInput, identities: Identities): Met {
  if (signature.status === 'unknown') return null;
  if (signature.status === 'unknown-key' && !identities.withKeys) return null;
  if (signature.status !== 'good' || signature.person === undefined) return false;
  const signer = identities.ofHolder(signature.person, at);
  // What the forge's own key signs was written on its pages, by whoever was signed in there.
  if (signer.kind === 'robot') return true;
  const makers = [commit.author, commit.committer].map(({ email }) => identities.ofEmail(email, at));
  if (makers.some(({ key }) => key === signer.key)) return true;
  // An address that nobody in the roster has may be the signer's.
  return makers.some(({ kind }) => kind === 'stranger') ? null : false;
}
