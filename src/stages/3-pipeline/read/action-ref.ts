import type { ActionRef, Field, PinKind } from '../../../model/workflow.ts';

const SHA = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i;
const VERSION = /^v?\d/;
/** Owners whose actions are made by the platform itself. */
const PLATFORM: ReadonlySet<string> = new Set(['actions', 'github']);

/** Reads `uses:`. `owner` is the judged repository's own, where it is known. */
export function actionRef(field: Field, owner: string | undefined): ActionRef {
  const text = field.value.trim();
  const base = { text, at: field.at, keyAt: field.keyAt };
  if (text.includes('${{')) {
    return { ...base, owner: '', repo: '', path: '', ref: '', pin: 'dynamic', publisher: 'unknown' };
  }
  if (text.startsWith('./') || text.startsWith('$/') || text === '.') {
    return { ...base, owner: '', repo: '', path: localPath(text), ref: '', pin: 'local', publisher: 'local' };
  }
  if (text.startsWith('docker://')) {
    const image = text.slice('docker://'.length);
    const pin = isDigest(image) ? 'docker-digest' : 'docker';
    return { ...base, owner: image, repo: '', path: '', ref: '', pin, publisher: 'third-party' };
  }
  const at = text.lastIndexOf('@');
  const [name, ref] = at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
  const [holder = '', repo = '', ...path] = name.split('/');
  return {
    ...base,
    owner: holder,
    repo,
    path: path.join('/'),
    ref,
    pin: pinOf(ref),
    publisher: publisherOf(holder, owner),
  };
}

/** `owner/repo` in lower case; '' for a local or container action. */
export function actionName(ref: ActionRef | undefined): string {
  return ref === undefined || ref.repo === '' ? '' : `${ref.owner}/${ref.repo}`.toLowerCase();
}

/** Major version in a ref such as `v4` or `v4.1.2`; `undefined` for a commit or a branch. */
export function majorOf(ref: ActionRef): number | undefined {
  const match = /^v?(\d{1,4})(?:\.|$)/.exec(ref.ref);
  return match?.[1] === undefined || ref.pin === 'sha' ? undefined : Number(match[1]);
}

/** An image named by its content. */
export function isDigest(image: string): boolean {
  return /@sha256:[0-9a-f]{64}$/i.test(image);
}

/** Path of a workflow or action where it lies in the same repository, also when it is called by the full name. */
export function ownPath(uses: ActionRef, fullName: string | undefined): string | undefined {
  if (uses.pin === 'local') return uses.path;
  return fullName !== undefined && actionName(uses) === fullName.toLowerCase() ? uses.path : undefined;
}

function pinOf(ref: string): PinKind {
  if (ref === '') return 'none';
  if (SHA.test(ref)) return 'sha';
  return VERSION.test(ref) ? 'tag' : 'branch';
}

function publisherOf(holder: string, owner: string | undefined): ActionRef['publisher'] {
  const name = holder.toLowerCase();
  if (PLATFORM.has(name)) return 'platform';
  if (owner === undefined) return 'third-party';
  return name === owner.toLowerCase() ? 'same-owner' : 'third-party';
}

function localPath(text: string): string {
  const parts: string[] = [];
  for (const part of text.replace(/^\$/, '.').split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
}
