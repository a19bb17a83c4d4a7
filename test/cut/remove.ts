import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { partsOf } from '../../src/chain/cut/cutter.ts';
import type { Organisation } from './organisation.ts';

/** The fields of evidence that removals touch. */
interface Json {
  rules: { bypass: { kind: string; name: string }[]; dismissStale: boolean }[];
  pullRequests: { items: { number: number; state: string }[] };
  settings: { visibility: string; workflowsMayApprove: boolean };
  environments: { name: string; adminsMayBypass: boolean }[];
  members: { login: string; permission: string }[];
  teams: { permission: string; members: string[] }[];
  owners: string[];
  document: { Statement: { Condition: { StringEquals: Record<string, string> } }[] };
  reaches: { environment: string }[];
}

const SUBJECT = 'token.actions.githubusercontent.com:sub';

/** Puts everything back that a removal changed. */
export type Undo = () => void;

type Remove = (organisation: Organisation, parts: readonly string[]) => Undo;

/** Really removes what a cut names, by hand as it were: from files by a commit, from the evidence, from the roster. */
export function reallyRemove(organisation: Organisation, id: string): Undo {
  const [kind = '', ...parts] = partsOf(id);
  const remove = REMOVALS[kind];
  if (remove === undefined) throw new RangeError(`Nobody said how to really remove ${kind}.`);
  return remove(organisation, parts);
}

const REMOVALS: Readonly<Record<string, Remove>> = {
  bypass: forge((json, [kind, name]) => {
    for (const rule of json.rules)
      rule.bypass = rule.bypass.filter((one) => one.kind !== kind || one.name !== name);
  }),
  'pull-request': forge((json, [number]) => {
    for (const one of json.pullRequests.items) if (String(one.number) === number) one.state = 'closed';
  }),
  public: forge((json) => {
    json.settings.visibility = 'private';
  }),
  'approving-workflows': forge((json) => {
    json.settings.workflowsMayApprove = false;
  }),
  'stale-approvals': forge((json) => {
    for (const rule of json.rules) rule.dismissStale = true;
  }),
  environment: forge((json, [name]) => {
    for (const one of json.environments) if (one.name === name) one.adminsMayBypass = false;
  }),
  access: forge((json, [login]) => {
    for (const one of json.members) if (one.login === login) one.permission = 'read';
    for (const team of json.teams)
      if (['write', 'maintain', 'admin'].includes(team.permission))
        team.members = team.members.filter((one) => one !== login);
  }),
  owner: (organisation, [, , login]) => {
    const undone = organisation.demo.repositories.map((path) => {
      const repository = path.slice(path.lastIndexOf('/') + 1);
      return forge((json) => {
        json.owners = json.owners.filter((one) => one !== login);
        for (const one of json.members)
          if (one.login === login && one.permission === 'admin') one.permission = 'read';
        for (const team of json.teams)
          if (team.permission === 'admin') team.members = team.members.filter((one) => one !== login);
      })(organisation, [repository]);
    });
    return () => {
      for (const undo of undone) undo();
    };
  },
  trust: trust((json, [index]) => {
    const statement = json.document.Statement[Number(index)];
    if (statement !== undefined) statement.Condition.StringEquals[SUBJECT] = 'nobody';
  }),
  reach: trust((json, [environment]) => {
    json.reaches = json.reaches.filter((one) => one.environment !== environment);
  }),
  member: roster((text, [group = '', id = '']) =>
    inEntry(text, id, (entry) =>
      entry.replace(/groups: \[(.*)\]/, (_, list: string) => `groups: [${without(list, group)}]`),
    ),
  ),
  commands: roster((text, [robot = '', id = '']) =>
    inEntry(text, robot, (entry) =>
      entry.replace(/owners: \[(.*)\]/, (_, list: string) => `owners: [${without(list, id)}]`),
    ),
  ),
  object: removeObject,
  subject: (organisation, [repository = '', path = '', kind, namespace, name, of, who]) => {
    const documents = organisation.textOf(repository, path).split(/^---\n/m);
    const [binding = ''] = documents.filter((document) => isObject(document, kind, namespace, name));
    const [head = '', ...subjects] = binding.split(/^ {2}- /m);
    if (subjects.length === 1)
      return removeObject(organisation, [repository, path, kind ?? '', namespace ?? '', name ?? '']);
    const kept = subjects.filter((one) => !one.includes(`kind: ${of}\n`) || !one.includes(`name: ${who}\n`));
    const edited = [head, ...kept].join('  - ');
    const text = documents.map((one) => (one === binding ? edited : one)).join('---\n');
    return committed(organisation, repository, new Map([[path, text]]));
  },
  line: (organisation, [repository = '', path = '', line]) => {
    const lines = organisation.textOf(repository, path).split('\n');
    return committed(
      organisation,
      repository,
      new Map([[path, lines.filter((one) => one.trim() !== line).join('\n')]]),
    );
  },
  trigger: (organisation, [repository = '', path = '', event = '']) => {
    const text = organisation.textOf(repository, path);
    const cut = text.replace(new RegExp(`^  ${event}:.*\\n(?:    .*\\n)*`, 'm'), '');
    return committed(organisation, repository, new Map([[path, cut]]));
  },
  action: (organisation, [repository = '', action = '']) => {
    const path = '.github/workflows/deliver.yaml';
    const text = organisation.textOf(repository, path);
    return committed(
      organisation,
      repository,
      new Map([[path, text.replaceAll(new RegExp(`${action}@\\S+`, 'g'), `${action}@${'a'.repeat(40)}`)]]),
    );
  },
};

function removeObject(
  organisation: Organisation,
  [repository = '', path = '', kind, namespace, name]: readonly string[],
): Undo {
  const documents = organisation.textOf(repository, path).split(/^---\n/m);
  const rest = documents.filter((document) => !isObject(document, kind, namespace, name));
  if (rest.some((document) => document.trim() !== ''))
    return committed(organisation, repository, new Map([[path, rest.join('---\n')]]));
  const folder = path.slice(0, path.lastIndexOf('/'));
  const file = `${folder}/kustomization.yaml`;
  const naming = organisation.textOf(repository, file).split('\n');
  const named = naming.filter((line) => line.trim() !== `- ${path.slice(folder.length + 1)}`);
  return committed(
    organisation,
    repository,
    new Map([
      [path, undefined],
      [file, named.join('\n')],
    ]),
  );
}

function isObject(document: string, kind?: string, namespace?: string, name?: string): boolean {
  const says = (field: string, value: string): boolean =>
    new RegExp(`^${field}: ${value}$`, 'm').test(document);
  return (
    says('kind', kind ?? '') &&
    says('  name', name ?? '') &&
    (namespace === '' || says('  namespace', namespace ?? ''))
  );
}

function without(list: string, name: string): string {
  return list
    .split(', ')
    .filter((one) => one !== name)
    .join(', ');
}

function inEntry(text: string, id: string, change: (entry: string) => string): string {
  return text
    .split(/^(?= {4}- id: )/m)
    .map((entry) => (entry.startsWith(`    - id: ${id}\n`) ? change(entry) : entry))
    .join('');
}

function committed(
  organisation: Organisation,
  repository: string,
  texts: ReadonlyMap<string, string | undefined>,
): Undo {
  const before = organisation.headOf(repository);
  organisation.commit(repository, texts);
  return () => organisation.goBack(repository, before);
}

function forge(change: (json: Json, parts: readonly string[]) => void): Remove {
  return (organisation, [repository = '', ...parts]) =>
    evidence(organisation, `forge/${repository}.json`, (text) => edited(text, (json) => change(json, parts)));
}

function trust(change: (json: Json, parts: readonly string[]) => void): Remove {
  return (organisation, [, id = '', ...parts]) =>
    evidence(organisation, `trusts/${id.slice(id.lastIndexOf('/') + 1)}.json`, (text) =>
      edited(text, (json) => change(json, parts)),
    );
}

function roster(change: (text: string, parts: readonly string[]) => string): Remove {
  return (organisation, parts) => evidence(organisation, 'roster.yaml', (text) => change(text, parts));
}

function edited(text: string, change: (json: Json) => void): string {
  const json = JSON.parse(text) as Json;
  change(json);
  return JSON.stringify(json, null, 2);
}

function evidence(organisation: Organisation, path: string, change: (text: string) => string): Undo {
  const file = join(organisation.demo.evidence, path);
  const before = readFileSync(file, 'utf8');
  const after = change(before);
  if (after === before) throw new RangeError(`Nothing was removed from ${path}.`);
  writeFileSync(file, after);
  return () => writeFileSync(file, before);
}
