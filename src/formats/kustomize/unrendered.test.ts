import { describe, expect, it } from 'vitest';
import { treeOf } from './fixtures/tree.ts';
import { Renderer, render } from './render.ts';
import type { Rendered } from './rendered.ts';

const SA = 'apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: deployer\n';
const ROLE =
  "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: r}\nrules:\n- apiGroups: ['']\n  resources: [configmaps]\n  resourceNames: [gen]\n  verbs: [get]\n";
const KINDS = ['ServiceAccount', 'Role', 'RoleBinding'];

function build(files: Readonly<Record<string, string | undefined>>): Rendered {
  return render(treeOf(files), '', { kinds: KINDS });
}
function reasons(rendered: Rendered): readonly string[] {
  return rendered.unknown.map((one) => one.reason);
}
function names(rendered: Rendered): readonly (string | undefined)[] {
  return rendered.objects.map((one) => one.object.name);
}
function withField(fields: string): Rendered {
  return build({ 'sa.yaml': SA, 'kustomization.yaml': `resources: [sa.yaml]\n${fields}` });
}

describe('what is not rendered', () => {
  it.each([
    ['helmCharts: [{name: redis, repo: "https://x"}]', 'the Helm chart redis is not rendered'],
    ['helmChartInflationGenerator: [{chartName: old}]', 'the Helm chart old is not rendered'],
    ['generators: [gen.yaml]', 'the generator here is not run'],
    ['transformers: [t.yaml]', 'the transformer here is not run'],
    [
      'transformers:\n- |\n  apiVersion: builtin\n  kind: PrefixTransformer\n  metadata: {name: x}\n  prefix: p',
      'the transformer PrefixTransformer is not run',
    ],
    [
      'replacements: [{source: {kind: ServiceAccount}, targets: [{select: {kind: ServiceAccount}, fieldPaths: [x]}]}]',
      'a replacement is not applied',
    ],
    ['configurations: [c.yaml]', 'a transformer configuration is not applied'],
    ['patches: [{path: none.yaml}]', 'a patch cannot be applied: its file is not there'],
    [
      'patches: [{target: {kind: ServiceAccount, name: "(?i)x"}, patch: "[]"}]',
      'a patch cannot be applied: the regular expression of a selector is not supported',
    ],
    [
      'patches: [{target: {kind: ServiceAccount}, patch: "[{op: test, path: /kind, value: x}]"}]',
      'a patch cannot be applied: the test of a JSON patch fails',
    ],
    [
      'patches: [{patch: "{apiVersion: v1, kind: ServiceAccount, metadata: {name: absent}}"}]',
      'a patch cannot be applied: no object has the identity it names',
    ],
  ])('%s', (fields, reason) => {
    const rendered = withField(fields);
    expect(reasons(rendered)).toEqual([reason]);
    expect(names(rendered)).toEqual(['deployer']);
  });

  it.each([
    'images: [{name: a, newTag: "2"}]',
    'replicas: [{name: a, count: 2}]',
    'configMapGenerator: [{name: a, literals: [x=y]}]',
    'secretGenerator: [{name: a, files: [x=secret.txt]}]',
    'replacements: [{source: {kind: ConfigMap}, targets: [{select: {kind: Deployment}, fieldPaths: [x]}]}]',
    'patches: [{path: none.yaml, target: {kind: Deployment}}]',
    'patches: [{patch: "{apiVersion: apps/v1, kind: Deployment, metadata: {name: absent}}"}]',
    'transformers:\n- |\n  apiVersion: builtin\n  kind: ImageTagTransformer\n  metadata: {name: x}',
    'generators:\n- |\n  apiVersion: builtin\n  kind: ConfigMapGenerator\n  metadata: {name: x}',
    'validators: [v.yaml]',
    'vars: [{name: X, objref: {kind: ServiceAccount, name: deployer, apiVersion: v1}}]',
    'buildMetadata: [originAnnotations]',
    'sortOptions: {order: fifo}',
  ])('%s cannot concern what is asked for', (fields) => {
    expect(withField(fields).unknown).toEqual([]);
  });

  it.each([
    ['https://github.com/a/b//c?ref=v1', '"https://github.com/a/b//c?ref=v1" is fetched from elsewhere'],
    ['github.com/a/b', '"github.com/a/b" is fetched from elsewhere'],
    ['git@github.com:a/b', '"git@github.com:a/b" is fetched from elsewhere'],
    ['/etc/passwd', 'an absolute path is not followed'],
    ['../outside', 'the path leads out of the repository'],
    ['missing.yaml', 'there is no kustomization at "missing.yaml"'],
    ['link.yaml', 'a symbolic link is not followed'],
    ['link.yaml/x', '"link.yaml" is a link that is not followed'],
    ['bad.yaml', 'the key "kind" is there twice, and parsers disagree about which one counts'],
    ['twice', 'a directory with several kustomization files is refused by kustomize'],
    ['empty', 'kustomize refuses a kustomization that is empty'],
    ['component', 'a Component is used as if it were a Kustomization'],
    ['unknown-field', 'kustomize has no field "Resources"'],
    ['.', 'kustomizations refer to each other in a circle'],
  ])('the resource %s', (resource, reason) => {
    const rendered = build({
      'kustomization.yaml': `resources: [sa.yaml, "${resource}"]`,
      'sa.yaml': SA,
      'link.yaml': undefined,
      'bad.yaml': `${SA}kind: Role\n`,
      'twice/kustomization.yaml': 'resources: []',
      'twice/kustomization.yml': 'resources: []',
      'empty/kustomization.yaml': 'kind: Kustomization\nresources:\n',
      'component/kustomization.yaml':
        'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: []\n',
      'unknown-field/kustomization.yaml': 'Resources: []',
    });
    expect(reasons(rendered)).toEqual([reason]);
    expect(names(rendered)).toEqual(['deployer']);
  });

  it('names a role whose resource name gets a hash, and no other', () => {
    const files = {
      'r.yaml': ROLE,
      'kustomization.yaml': 'resources: [r.yaml]\nconfigMapGenerator: [{name: gen, literals: [a=b]}]',
    };
    expect(build(files).unknown).toMatchObject([
      {
        reason: '"gen" names a generated object, whose name ends in a hash',
        at: { path: 'r.yaml', line: 7 },
        mayConcern: ['Role'],
      },
    ]);
    expect(build({ ...files, 'r.yaml': ROLE.replace('[gen]', '[other]') }).unknown).toEqual([]);
  });

  it('knows that a rule for the values of a Helm release changes nothing else', () => {
    const rule = (path: string): string =>
      `nameReference: [{kind: ConfigMap, fieldSpecs: [{path: ${path}, kind: HelmRelease}]}]`;
    const release = (config: string): Rendered =>
      render(
        treeOf({
          'r.yaml':
            'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: r}\nspec: {}\n',
          'c.yaml': config,
          'kustomization.yaml': 'resources: [r.yaml]\nconfigurations: [c.yaml]',
        }),
        '',
        { kinds: ['HelmRelease'] },
      );
    expect(release(rule('spec/valuesFrom/name')).unknown).toEqual([]);
    expect(reasons(release(rule('spec/chartRef/name')))).toEqual([
      'a transformer configuration is not applied',
    ]);
  });

  it('builds a Component alone, but not as a resource of another', () => {
    const files = {
      'c/kustomization.yaml':
        'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [sa.yaml]\n',
      'c/sa.yaml': SA,
      'kustomization.yaml': 'resources: [c]',
    };
    const renderer = new Renderer(treeOf(files), { kinds: KINDS });
    expect(names(renderer.render('c'))).toEqual(['deployer']);
    expect(reasons(renderer.render(''))).toEqual(['a Component is used as if it were a Kustomization']);
  });

  it('gives what it generates the namespace of the generator', () => {
    const files = {
      'kustomization.yaml':
        'secretGenerator: [{name: s, namespace: config, literals: [a=b], options: {disableNameSuffixHash: true}}]',
    };
    const [made] = render(treeOf(files), '', { kinds: ['Secret'] }).objects;
    expect(made?.object).toMatchObject({ name: 's', namespace: 'config' });
  });

  it('names an object that uses a variable', () => {
    const rendered = build({
      'sa.yaml': `${SA}  annotations: {role: "arn:$(ACCOUNT)"}\n`,
      'kustomization.yaml':
        'resources: [sa.yaml]\nvars: [{name: ACCOUNT, objref: {kind: ConfigMap, name: c, apiVersion: v1}}]',
    });
    expect(reasons(rendered)).toEqual(['the variable $(ACCOUNT) is not replaced']);
  });

  it('names objects that kustomize would refuse as the same', () => {
    const rendered = build({
      'a.yaml': SA,
      'b.yaml': SA,
      'kustomization.yaml': 'resources: [a.yaml, b.yaml]',
    });
    expect(reasons(rendered)).toEqual([
      'two objects are the same ServiceAccount "deployer", which kustomize refuses',
    ]);
  });

  it('says that nothing is there', () => {
    expect(reasons(build({ 'a.yaml': SA }))).toEqual(['there is no kustomization at "."']);
  });

  it('stops at nesting and sharing without end', () => {
    const files: Record<string, string> = { 'sa.yaml': SA };
    for (let n = 0; n < 40; n++)
      files[`d${n}/kustomization.yaml`] = n === 39 ? 'resources: [../sa.yaml]' : `resources: [../d${n + 1}]`;
    files['kustomization.yaml'] = 'resources: [d0]';
    expect(reasons(build(files))).toEqual(['kustomizations are nested too deeply']);
    for (let n = 0; n < 30; n++) {
      files[`d${n}/kustomization.yaml`] =
        n === 29 ? 'resources: [../sa.yaml]' : `resources: [../a${n}, ../b${n}]`;
      files[`a${n}/kustomization.yaml`] = `resources: [../d${n + 1}]\nnamePrefix: a`;
      files[`b${n}/kustomization.yaml`] = `resources: [../d${n + 1}]\nnamePrefix: b`;
    }
    expect(reasons(build(files)).length).toBeGreaterThan(0);
  });
});

describe('what a rendering tells', () => {
  const tree = treeOf({
    'base/sa.yaml': SA,
    'base/other.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: s}\n',
    'base/kustomization.yaml':
      'resources: [sa.yaml, other.yaml]\nconfigMapGenerator: [{name: c, files: [c.txt]}]',
    'base/c.txt': 'x',
    'a/kustomization.yaml': 'resources: [../base]\nnamePrefix: a-\npatches: [{path: p.yaml}]',
    'a/p.yaml':
      'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: deployer}\nautomountServiceAccountToken: false\n',
  });

  it('where an object was written, what it passed, and every file that was used', () => {
    const rendered = render(tree, 'a', { kinds: KINDS });
    expect(rendered.objects).toMatchObject([
      {
        object: { kind: 'ServiceAccount', name: 'a-deployer' },
        from: { path: 'base/sa.yaml', line: 1 },
        chain: ['base/kustomization.yaml', 'a/kustomization.yaml'],
      },
    ]);
    const entries = rendered.objects[0]?.object.root.entries ?? [];
    expect(entries.map((one) => [one.key.source, one.value.at.path, one.value.at.line])).toEqual([
      ['apiVersion', 'base/sa.yaml', 1],
      ['kind', 'base/sa.yaml', 2],
      ['metadata', 'base/sa.yaml', 4],
      ['automountServiceAccountToken', 'a/p.yaml', 4],
    ]);
    expect([...rendered.consumed].toSorted()).toEqual([
      'a/kustomization.yaml',
      'a/p.yaml',
      'base/c.txt',
      'base/kustomization.yaml',
      'base/other.yaml',
      'base/sa.yaml',
    ]);
  });

  it('places what an inline patch brings at its line', () => {
    const rendered = build({
      'sa.yaml': SA,
      'kustomization.yaml':
        'resources: [sa.yaml]\npatches:\n- patch: |\n    apiVersion: v1\n    kind: ServiceAccount\n    metadata: {name: deployer}\n    automountServiceAccountToken: false\n',
    });
    expect(rendered.objects[0]?.object.root.entries.at(-1)?.value.at).toMatchObject({
      path: 'kustomization.yaml',
      line: 7,
    });
  });

  it('only what is interesting', () => {
    const renderer = new Renderer(tree, { kinds: KINDS, interesting: (one) => one.name === 'x' });
    expect(renderer.render('a').objects).toEqual([]);
    expect(renderer.render('a').consumed.has('base/sa.yaml')).toBe(true);
  });
});
