import type { KubeObject } from '../../../formats/kubernetes/object.ts';
import { boolOf, child, itemsOf, textOf } from '../../../formats/yaml/access.ts';
import type { MappingNode, YamlNode } from '../../../formats/yaml/tree.ts';
import type { ArgoApplication, ArgoApplicationSet } from '../../../model/argocd.ts';
import type { SourceTree } from '../../../model/tree.ts';
import { type AgentObject, isKind, present, spec, text } from '../read.ts';
import { readArgoApplication } from './application.ts';
import { type Expansion, expandGenerators } from './generators.ts';
import { fillTemplate } from './template.ts';

/** Reads an ApplicationSet and expands it where its generators can be told exactly; `undefined` for any other object. */
export function readApplicationSet(
  { object, chain }: AgentObject,
  controlPlane: string,
  treeOf: (url: string) => SourceTree | undefined,
): ArgoApplicationSet | undefined {
  if (!isKind(object, 'argoproj.io', 'ApplicationSet') || object.name === undefined) return undefined;
  const body = spec(object);
  const name = object.name;
  const namespace = object.namespace ?? controlPlane;
  const template = child(body, 'template');
  const project = text(template, 'spec', 'project') ?? 'default';
  const go = boolOf(child(body, 'goTemplate')) === true;
  const generators = itemsOf(child(body, 'generators'));
  const shell = { name, namespace, chain, controlPlane, at: object.at };
  const expansion = complicated(body) ?? expandGenerators(generators, go, treeOf);
  const made = expansion.ok ? applications(shell, template, expansion, go) : undefined;
  const raw = present(template) ? application(shell, template) : undefined;
  return {
    name,
    namespace,
    generators: generators.map((node) => ({ kind: kindOf(node), at: node.at })),
    project,
    projectAt: child(template, 'spec', 'project')?.at ?? object.at,
    projectTemplated: project.includes('{{'),
    applications: made ?? [],
    ...(expansion.ok && made !== undefined
      ? {}
      : {
          unexpanded: expansion.ok
            ? {
                why: 'the template uses expressions that are not evaluated',
                supply: 'the generated Applications (argocd appset generate)',
              }
            : expansion.unexpanded,
        }),
    ...(raw === undefined ? {} : { template: raw }),
    at: object.at,
    definedBy: object.at.path,
  };
}

interface Shell {
  readonly name: string;
  readonly namespace: string;
  readonly chain: readonly string[];
  readonly controlPlane: string;
  readonly at: KubeObject['at'];
}

function complicated(body: YamlNode | undefined): Expansion | undefined {
  if (!present(child(body, 'templatePatch'))) return undefined;
  return {
    ok: false,
    unexpanded: {
      why: 'templatePatch is not evaluated',
      supply: 'the generated Applications (argocd appset generate)',
    },
  };
}

function kindOf(node: YamlNode): string {
  return node.kind === 'mapping'
    ? (node.entries.find((entry) => entry.key.source !== 'selector')?.key.source ?? 'unknown')
    : 'unknown';
}

function applications(
  shell: Shell,
  template: YamlNode | undefined,
  expansion: Extract<Expansion, { ok: true }>,
  go: boolean,
): readonly ArgoApplication[] | undefined {
  const made: ArgoApplication[] = [];
  for (const parameters of expansion.parameters) {
    const filled = template === undefined ? undefined : fillTemplate(template, parameters, go);
    const one = filled === undefined ? undefined : application(shell, filled);
    if (one === undefined) return undefined;
    made.push(one);
  }
  return made;
}

/** The template as an Application object: metadata and spec are its own, the namespace is the set's. */
function application(shell: Shell, template: YamlNode): ArgoApplication | undefined {
  if (template.kind !== 'mapping') return undefined;
  const name = textOf(child(template, 'metadata', 'name'));
  if (name === undefined) return undefined;
  const root: MappingNode = template;
  const object: KubeObject = {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    name,
    namespace: shell.namespace,
    root,
    at: shell.at,
  };
  const read = readArgoApplication({ object, chain: shell.chain }, shell.controlPlane);
  return read === undefined
    ? undefined
    : { ...read, generatedBy: { name: shell.name, namespace: shell.namespace } };
}
