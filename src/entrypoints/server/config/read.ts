import { resolve } from 'node:path';
import { readYaml } from '../../../formats/yaml/read.ts';
import type { YamlNode } from '../../../formats/yaml/tree.ts';
import { MainwardError } from '../../../model/errors.ts';
import { formatLocation, type Location } from '../../../model/location.ts';
import { ROLES } from '../../../model/session.ts';
import { placeOf } from '../../../policy/plain.ts';
import { validated } from '../../../policy/validate.ts';
import { parseListen } from './address.ts';
import {
  type BrokerConfig,
  DEFAULT_LISTEN,
  type ListenAddress,
  type RepositoryConfig,
  type ServerConfig,
} from './config.ts';
import { guardMeaning, guardProblem } from './guards.ts';
import { ConfigDocument, type ConfigFile } from './schema.ts';

/**
 * The configuration in a file's bytes; `path` names the file in messages, `folder` is what its paths count from. Throws
 * CONFIG_INVALID with file, line and column: a server that starts with half a configuration lets in the wrong people.
 */
export function readConfig(bytes: Uint8Array, path: string, folder: string): ServerConfig {
  const { documents } = readYaml(bytes, { path });
  const [document] = documents;
  if (document?.ok === false) throw invalid(document.at, document.reason);
  if (document?.root === undefined || documents.length !== 1)
    throw invalid({ path, line: 1, column: 1, endLine: 1, endColumn: 1 }, 'it must be one YAML document');
  const { root } = document;
  const file = validated(ConfigDocument, root, 'CONFIG_INVALID', 'The configuration');
  demandUnique(root, 'repositories', file.repositories);
  demandUnique(root, 'clusters', file.clusters);
  demandUnique(
    root,
    'issuers',
    file.issuers.map(({ issuer }) => ({ name: issuer })),
  );
  demandKnown(root, file);
  const problem = guardProblem(root, file);
  if (problem !== undefined) throw invalid(...problem);
  return meaningOf(file, folder);
}

function meaningOf(file: ConfigFile, folder: string): ServerConfig {
  const { publicUrl, metrics, artifacts, admission, signIn } = file;
  return {
    listen: file.listen === undefined ? DEFAULT_LISTEN : address(file.listen),
    roles: Object.fromEntries(ROLES.map((role) => [role, file.roles[role] ?? []])) as ServerConfig['roles'],
    log: { open: file.log.open, ...present('origin', file.log.origin) },
    repositories: file.repositories.map(
      ({ path, since, committer, ...rest }): RepositoryConfig => ({
        ...rest,
        path: resolve(folder, path),
        ...present('since', since),
        ...present(
          'committer',
          committer === undefined ? undefined : { ...committer, keyFile: resolve(folder, committer.keyFile) },
        ),
      }),
    ),
    evidence: file.evidence.map((one) => resolve(folder, one)),
    clusters: file.clusters.map(({ name, environment, kubeconfig, contexts }) => ({
      name,
      environment,
      contexts: named(contexts),
      ...present('kubeconfig', kubeconfig === undefined ? undefined : resolve(folder, kubeconfig)),
    })),
    issuers: file.issuers,
    ...present('broker', brokerOf(file)),
    sources: file.sources,
    guards: file.guards.map(guardMeaning),
    ...present('publicUrl', publicUrl === undefined ? undefined : new URL(publicUrl)),
    ...present('metrics', metrics === undefined ? undefined : { listen: address(metrics.listen) }),
    ...present('admission', admission === undefined ? undefined : { listen: address(admission.listen) }),
    ...present(
      'artifacts',
      artifacts === undefined
        ? undefined
        : { listen: address(artifacts.listen), publicUrl: new URL(artifacts.publicUrl) },
    ),
    ...present(
      'signIn',
      signIn === undefined
        ? undefined
        : {
            ...signIn,
            clientSecretFile: resolve(folder, signIn.clientSecretFile),
            session: { idle: signIn.session.idleMinutes, absolute: signIn.session.absoluteMinutes },
          },
    ),
  };
}

function named(
  contexts: ConfigFile['clusters'][number]['contexts'],
): ServerConfig['clusters'][number]['contexts'] {
  return Object.fromEntries(Object.entries(contexts).filter(([, context]) => context !== undefined));
}

/** Where there is one repository, its policy is meant. */
function brokerOf({ broker, issuers, repositories }: ConfigFile): BrokerConfig | undefined {
  const [only, ...others] = repositories;
  if (broker !== undefined) return broker;
  if (issuers.length === 0 || only === undefined || others.length > 0) return undefined;
  return { policy: only.name };
}

function address(text: string): ListenAddress {
  return parseListen(text) ?? DEFAULT_LISTEN;
}

function demandUnique(root: YamlNode, field: string, items: readonly { readonly name: string }[]): void {
  const seen = new Set<string>();
  for (const [index, { name }] of items.entries()) {
    if (seen.has(name))
      throw invalid(placeOf(root, [field, index]), `${field} has ${JSON.stringify(name)} twice`);
    seen.add(name);
  }
}

/** A source joins a repository and a cluster that this server knows, and the broker's policy lies in such a repository. */
function demandKnown(root: YamlNode, file: ConfigFile): void {
  const { broker } = file;
  if (broker !== undefined && !file.repositories.some(({ name }) => name === broker.policy))
    throw invalid(
      placeOf(root, ['broker', 'policy']),
      `no repository is called ${JSON.stringify(broker.policy)}`,
    );
  if (file.issuers.length > 0 && brokerOf(file) === undefined)
    throw invalid(
      placeOf(root, ['issuers']),
      'there are issuers, and no `broker` says which repository has the policy for their jobs',
    );
  if (file.sources.length > 0 && file.artifacts === undefined)
    throw invalid(
      placeOf(root, ['sources']),
      'there are sources, and no `artifacts` says where agents fetch archives',
    );
  for (const [index, source] of file.sources.entries()) {
    for (const [field, known] of [
      ['repository', file.repositories],
      ['cluster', file.clusters],
    ] as const) {
      if (known.some(({ name }) => name === source[field])) continue;
      throw invalid(
        placeOf(root, ['sources', index, field]),
        `no ${field} is called ${JSON.stringify(source[field])}`,
      );
    }
  }
}

function present<Key extends string, Value>(
  key: Key,
  value: Value | undefined,
): { readonly [K in Key]?: Value } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [K in Key]: Value });
}

function invalid(at: Location, why: string): MainwardError {
  const place = formatLocation(at);
  return new MainwardError(
    'CONFIG_INVALID',
    `The configuration at ${place} cannot be used: ${why}. A server that is half configured lets in the wrong people.`,
    { fields: { place }, remedy: 'Mend it; schema/config.json describes the file.' },
  );
}
