import type { CommandSpec } from './spec.ts';

/** Commands over the ledger and what it tells. */
export const RECORDING: readonly CommandSpec[] = [
  {
    name: 'log',
    summary: 'make a ledger, add to it, prove and verify what is in it',
    arguments: [
      {
        name: '<action>',
        summary: 'init, append FILE, show [INDEX], prove INDEX, verify FILE|DIR, fsck, rebuild-index, export',
      },
      { name: '[operand]', summary: 'what the action is about' },
    ],
    options: [
      {
        key: 'log',
        long: 'log',
        kind: 'destination',
        placeholder: 'DIR',
        summary: 'the ledger’s folder (default: mainward-log)',
      },
      {
        key: 'logKey',
        long: 'log-key',
        kind: 'destination',
        placeholder: 'FILE',
        summary: 'the ledger’s secret key (default: key, in its folder)',
      },
      {
        key: 'origin',
        long: 'origin',
        kind: 'text',
        placeholder: 'NAME',
        summary: 'the name of a new ledger, like a URL without scheme (default: made from its key)',
      },
      {
        key: 'trust',
        long: 'trust',
        kind: 'path',
        placeholder: 'FILE',
        summary: 'verifier keys that `verify` believes, one a line',
      },
    ],
    formats: ['text', 'json', 'plain'],
    obeys: ['offline'],
    pending: [],
    load: () => import('../commands/log.ts'),
  },
  {
    name: 'trace',
    summary: 'show where a live object or a commit comes from: who made it, agreed to it, and applied it',
    arguments: [{ name: '<what>', summary: 'KIND/NAME, a commit, or a digest' }],
    options: [
      {
        key: 'log',
        long: 'log',
        kind: 'destination',
        placeholder: 'DIR',
        summary: 'ask a ledger’s folder (default: mainward-log)',
      },
      {
        key: 'server',
        long: 'server',
        kind: 'text',
        placeholder: 'URL',
        summary: 'ask a server, signed in with `mainward login`',
      },
      {
        key: 'namespace',
        long: 'namespace',
        short: 'n',
        kind: 'text',
        placeholder: 'NAMESPACE',
        summary: 'the object’s namespace, where several have one of that name',
      },
      {
        key: 'cluster',
        long: 'cluster',
        kind: 'text',
        placeholder: 'NAME',
        summary: 'the object’s cluster, where several have one of that name',
      },
    ],
    formats: ['text', 'json', 'proof'],
    obeys: ['offline'],
    pending: [],
    load: () => import('../commands/trace.ts'),
  },
];
