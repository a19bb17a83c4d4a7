/** Why temporary access is not given, ended or reviewed as it was asked for; stable. */
export const GRANT_REFUSALS = [
  'policy-unknown',
  'person-unknown',
  'not-eligible',
  'no-account',
  'too-long',
  'reason-missing',
  'reason-prefix',
  'not-allowed',
  'no-break-glass',
  'sign-in-again',
  'review-due',
  'no-committer',
  'folder-unclear',
  'gate-refused',
  'lost-the-race',
  'unavailable',
  'grant-unknown',
  'not-yours-to-end',
  'grant-over',
  'not-break-glass',
  'own-use',
  'not-a-reviewer',
  'reviewed-already',
] as const;
export type GrantRefusal = (typeof GRANT_REFUSALS)[number];

/** What is wrong, and what would do. */
const SAYS: Readonly<Record<GrantRefusal, readonly [say: string, remedy: string]>> = {
  'policy-unknown': ['No AccessPolicy of that name is in force', 'Ask for one that is listed, or land one.'],
  'person-unknown': [
    'The roster in force does not know you',
    'Have your account of the identity provider entered in the roster.',
  ],
  'not-eligible': [
    'You are in no group that may ask for this',
    'Ask somebody who is, or have the policy changed.',
  ],
  'no-account': [
    'The roster names no account of yours in that cluster',
    'Have one entered, of the system named as the cluster or of kubernetes.',
  ],
  'too-long': ['That is longer than the policy allows', 'Ask for less; when it is over, ask again.'],
  'reason-missing': [
    'There is no reason, or it is no single line of at most 500 characters',
    'Say why, in one line.',
  ],
  'reason-prefix': [
    'The reason does not begin as the policy wants it',
    'Begin it with one of the prefixes of the policy.',
  ],
  'not-allowed': ['The gate would refuse this', 'Mend what it says.'],
  'no-break-glass': ['The policy has no break-glass', 'Ask in the ordinary way, or for another policy.'],
  'sign-in-again': ['Break-glass needs a fresh sign-in', 'Sign in again, and ask then.'],
  'review-due': [
    'A break-glass of yours was not reviewed yet',
    'Have it reviewed first; until then ask in the ordinary way.',
  ],
  'no-committer': [
    'Nobody commits in the repository of that policy',
    'Name a committer in the configuration of the server, or make the commit yourself.',
  ],
  'folder-unclear': [
    'The kustomization of the folder cannot be added to',
    'Write its resources as a block list with one entry at least, in one file, or take it away.',
  ],
  'gate-refused': ['The gate refused the commit', 'Mend what it says, and ask again.'],
  'lost-the-race': ['Others landed something each time', 'Ask again.'],
  unavailable: ['It could not be done now', 'Ask again; the log of the server says more.'],
  'grant-unknown': ['There is no such grant', 'List them.'],
  'not-yours-to-end': ['You may not end this', 'Ask whoever has it, who may agree to it, or security.'],
  'grant-over': ['It is over already', 'There is nothing to do.'],
  'not-break-glass': ['It was agreed to before, so nobody reviews it', 'Review grants of break-glass.'],
  'own-use': ['Nobody reviews their own use', 'Have another reviewer of the policy do it.'],
  'not-a-reviewer': ['You are in no group that reviews this', 'Ask a reviewer of the policy.'],
  'reviewed-already': ['It was reviewed', 'There is nothing to do.'],
};

/** What somebody else said, such as the gate; it is shown as it is. */
export class Said extends Error {
  override readonly name: string = 'Said';
}

export function sayRefusal(
  code: GrantRefusal,
  cause?: unknown,
): { readonly detail: string; readonly remedy: string } {
  const [say, remedy] = SAYS[code];
  return { detail: cause instanceof Said ? `${say}: ${cause.message}` : `${say}.`, remedy };
}
