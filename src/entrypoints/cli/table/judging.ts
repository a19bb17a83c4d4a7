import { asOf } from './options.ts';
import type { CommandSpec } from './spec.ts';

/** Commands that judge a repository as it stands. */
export const JUDGING: readonly CommandSpec[] = [
  {
    name: 'scan',
    summary: 'say who, acting alone, can change production, and which controls do not hold',
    arguments: [{ name: '[paths...]', summary: 'repositories or plain folders (default: `.`)' }],
    options: [
      {
        key: 'only',
        long: 'only',
        kind: 'list',
        placeholder: 'STAGE,..',
        of: ['commit', 'review', 'pipeline', 'agent', 'cluster', 'chain'],
        summary: 'judge the controls of these stages only',
      },
      { key: 'all', long: 'all', kind: 'flag', summary: 'show controls that hold, too' },
      { key: 'strict', long: 'strict', kind: 'flag', summary: 'exit with 5 where evidence is missing' },
      {
        key: 'log',
        long: 'log',
        kind: 'path',
        placeholder: 'DIR',
        summary: 'judge what the ledger in this folder records, too',
      },
      { key: 'worktree', long: 'worktree', kind: 'flag', summary: 'judge the files as they lie, not HEAD' },
      {
        key: 'cuts',
        long: 'cuts',
        kind: 'flag',
        summary: 'list what could be taken away on the strongest paths',
      },
      {
        key: 'cut',
        long: 'cut',
        kind: 'repeated',
        placeholder: 'ID',
        summary: 'say what the numbers would be without this fact; repeatable',
      },
      asOf,
    ],
    formats: ['text', 'plain', 'json', 'sarif', 'junit', 'github', 'gitlab', 'markdown', 'html'],
    load: () => import('../commands/scan.ts'),
    obeys: ['policy', 'roster', 'evidence', 'offline', 'failOn'],
    pending: ['baseline', 'newOnly'],
  },
  {
    name: 'verify',
    summary: 'say for each landed change which people made it and who agreed to it',
    arguments: [{ name: '[revision]', summary: 'a revision or a range A..B (default: HEAD)' }],
    options: [
      {
        key: 'ref',
        long: 'ref',
        kind: 'text',
        placeholder: 'REF',
        summary: 'the protected ref (default: the current branch)',
      },
      {
        key: 'since',
        long: 'since',
        kind: 'text',
        placeholder: 'REV',
        summary: 'only what landed after this revision',
      },
      {
        key: 'allowedSigners',
        long: 'allowed-signers',
        kind: 'path',
        placeholder: 'FILE',
        summary: 'trusted SSH keys, as `ssh-keygen` reads them',
      },
      {
        key: 'openpgpKeys',
        long: 'openpgp-keys',
        kind: 'path',
        placeholder: 'FILE',
        summary: 'trusted OpenPGP keys',
      },
      {
        key: 'x509Roots',
        long: 'x509-roots',
        kind: 'path',
        placeholder: 'FILE',
        summary: 'trusted X.509 roots',
      },
      {
        key: 'sigstoreIdentity',
        long: 'sigstore-identity',
        kind: 'repeated',
        placeholder: 'ISSUER=PATTERN',
        summary: 'trusted Sigstore identities',
      },
      asOf,
    ],
    formats: ['text', 'json', 'markdown'],
    load: () => import('../commands/verify.ts'),
    obeys: ['policy', 'roster', 'evidence', 'offline'],
    pending: ['openpgpKeys', 'x509Roots', 'sigstoreIdentity'],
  },
];
