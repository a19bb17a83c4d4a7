/** The directory of a path; `''` is the root of the repository. */
export function directoryOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash === -1 ? '' : path.slice(0, slash);
}

export function joinPath(directory: string, name: string): string {
  return directory === '' ? name : `${directory}/${name}`;
}

/** A reference of a kustomization file as a path in the repository, or why it is none. */
export type Resolved = { readonly path: string } | { readonly refused: 'absolute' | 'remote' | 'escapes' };

/**
 * Resolves what a kustomization file in `directory` refers to. Something that kustomize would fetch
 * from elsewhere (a URL, `github.com/…`, `git@…`) is remote; it never asks whether such a path exists here.
 */
export function resolvePath(directory: string, reference: string): Resolved {
  if (reference.length > LENGTH) return { refused: 'absolute' };
  if (REMOTE.test(reference)) return { refused: 'remote' };
  if (reference.startsWith('/') || reference.includes('\\') || reference.includes('\0'))
    return { refused: 'absolute' };
  const parts = directory === '' ? [] : directory.split('/');
  for (const part of reference.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return { refused: 'escapes' };
  }
  return { path: parts.join('/') };
}

const LENGTH = 2048;
const REMOTE =
  /^(?:[a-zA-Z][a-zA-Z0-9+.-]*:\/\/|[a-zA-Z]+::|[^/]*@[^/]*:|(?:www\.)?(?:github|gitlab)\.com[/:]|bitbucket\.org[/:])|[?&](?:ref|version)=/;
