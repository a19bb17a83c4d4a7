/** A folder with a kustomization that names its other files: whatever is put there is applied. */
export function kustomization(
  folder: string,
  bases: readonly string[],
  files: Readonly<Record<string, string>>,
  rest = '',
): ReadonlyMap<string, string> {
  const made = new Map(Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text]));
  return made.set(`${folder}/kustomization.yaml`, kustomizationText([...bases, ...Object.keys(files)], rest));
}

export function kustomizationText(resources: readonly string[], rest = ''): string {
  return `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
${resources.map((resource) => `  - ${resource}\n`).join('')}${rest}`;
}

/** Adds a file to a folder made by {@link kustomization}, and to its list. */
export function withResource(
  files: ReadonlyMap<string, string>,
  path: string,
  text: string,
): ReadonlyMap<string, string> {
  const slash = path.lastIndexOf('/');
  const list = `${path.slice(0, slash)}/kustomization.yaml`;
  const before = files.get(list);
  if (before === undefined) throw new RangeError(`${list} is missing, so ${path} would not be applied.`);
  const after = before.replace('resources:\n', `resources:\n  - ${path.slice(slash + 1)}\n`);
  return new Map([...files, [path, text], [list, after]]);
}
