import type { AccessChange, AccessGrant, AccessPolicy } from '../../model/access-grant.ts';
import type { LandingReason } from '../../model/landing.ts';
import type { Roster } from '../../model/person.ts';
import { bundleOf, idOfRecord, kustomizationsIn, manifestName, manifestPath } from './bundle.ts';
import { listsMore } from './listing.ts';
import { permitted } from './permitted.ts';

/** A changed file; a side that is absent was not there. */
export interface ChangedFile {
  readonly path: string;
  readonly before?: string;
  readonly after?: string;
  /** Why it is no plain file of text that could be read, on either side. */
  readonly odd?: string;
}

export interface AccessQuestion {
  /** All files that change. */
  readonly files: readonly ChangedFile[];
  /** The Grants that it adds, by path; a text says why the file is none. */
  readonly added: ReadonlyMap<string, AccessGrant | string>;
  /** Accepted before it. */
  readonly policies: readonly AccessPolicy[];
  readonly standing: readonly AccessGrant[];
  readonly roster: Roster | undefined;
  /** When it lands, or would; milliseconds since 1970. */
  readonly at: number;
  /** Somebody other than whoever made it says so. */
  readonly witnessed: boolean;
  /** Kustomizations in the folders of the policies before it, by path. */
  readonly listings?: ReadonlyMap<string, string>;
  /** Manifests of standing grants that are not there before it, by path. */
  readonly absent?: ReadonlySet<string>;
}

/** What a change does to temporary access; `undefined` where it does nothing to it. */
export function accessChange(question: AccessQuestion): AccessChange | undefined {
  const { files } = question;
  const given = files.filter((file) => idOfRecord(file.path) !== undefined && file.before === undefined);
  const touched = question.standing.filter((grant) => touches(grant, question));
  if (given.length === 0 && touched.length === 0) return undefined;
  const gives = given.map((file) => giving(file, question));
  const takes = touched.map((grant) => taking(grant, question));
  const good = gives.flatMap((one) => ('grant' in one ? [one] : []));
  const explained = new Set([
    ...good.flatMap(({ paths }) => paths),
    ...takes.flatMap((one) => ('paths' in one ? one.paths : [])),
  ]);
  const isWhole = files.every(({ path }) => explained.has(path)) && gives.length === good.length;
  const alone = isWhole ? [] : good.filter(({ grant }) => grant.kind === 'break-glass').map(notAlone);
  return {
    gives: good.map(({ grant, policy }) => ({ grant, policy })),
    takes: takes.flatMap((one) => ('id' in one ? [one.id] : [])),
    whole: isWhole,
    broken: [...gives, ...takes].flatMap((one) => one.broken).concat(alone),
    open: gives.flatMap((one) => ('open' in one ? one.open : [])),
  };
}

interface Giving {
  readonly grant: AccessGrant;
  readonly policy: AccessPolicy;
  readonly paths: readonly string[];
  readonly broken: readonly LandingReason[];
  readonly open: readonly LandingReason[];
}

function giving(
  file: ChangedFile,
  question: AccessQuestion,
): Giving | { readonly broken: readonly LandingReason[] } {
  const { path } = file;
  const grant = question.added.get(path);
  if (grant === undefined || typeof grant === 'string' || file.odd !== undefined)
    return malformed(path, file.odd ?? (typeof grant === 'string' ? grant : 'it is no Grant'));
  if (idOfRecord(path) !== grant.id) return malformed(path, `it is named ${JSON.stringify(grant.id)} inside`);
  const policy = question.policies.find(({ name }) => name === grant.policy);
  if (policy === undefined)
    return malformed(path, `no AccessPolicy ${JSON.stringify(grant.policy)} is in force before it`);
  const { record, manifest } = bundleOf(grant, policy);
  const beside = question.files.find((one) => one.path === manifest.path);
  const wrong = [
    ...(file.after === record.text ? [] : [`${path} is not written as Mainward writes it`]),
    ...(beside?.after === manifest.text && beside.before === undefined && beside.odd === undefined
      ? []
      : [`${manifest.path} is not, byte for byte, what the policy offers`]),
  ];
  const { broken, open } = permitted(grant, policy, question);
  return {
    grant,
    policy,
    paths: [path, manifest.path, ...listingOf(grant.id, policy, 'after', question)],
    broken: [...wrong.map((detail) => ({ code: 'grant-malformed' as const, detail })), ...broken],
    open,
  };
}

type Taking =
  | { readonly id: string; readonly paths: readonly string[]; readonly broken: readonly [] }
  | { readonly broken: readonly LandingReason[] };

/** Of a grant that stands nothing may be changed: it stays as it was agreed to, or goes whole. */
function taking(grant: AccessGrant, question: AccessQuestion): Taking {
  const policy = question.policies.find(({ name }) => name === grant.policy);
  const record = question.files.find(({ path }) => idOfRecord(path) === grant.id);
  const manifest = question.files.find(
    ({ path }) => policy !== undefined && path === manifestPath(grant.id, policy),
  );
  // Its policy is gone, so nobody can tell what it consists of: people judge the change as any other.
  if (policy === undefined && record?.after === undefined) return { broken: [] };
  const isManifestGone =
    manifest === undefined
      ? policy !== undefined && question.absent?.has(manifestPath(grant.id, policy)) === true
      : manifest.after === undefined;
  if (policy === undefined || record === undefined || record.after !== undefined || !isManifestGone)
    return altered(grant, 'it may only be taken out whole, its record and its manifest together');
  const [named] = namesOf(grant.id, policy, question);
  if (named !== undefined)
    return altered(grant, `${named} still names its manifest, and nothing in the folder would be applied`);
  return {
    id: grant.id,
    paths: [record.path, manifestPath(grant.id, policy), ...listingOf(grant.id, policy, 'before', question)],
    broken: [],
  };
}

function altered({ id }: AccessGrant, why: string): { readonly broken: readonly LandingReason[] } {
  return { broken: [{ code: 'grant-altered', detail: `grant ${id} stands: ${why}` }] };
}

/** Kustomizations of the folder that name its manifest once the change is in. */
function namesOf(
  id: string,
  { folder }: AccessPolicy,
  { files, listings = new Map() }: AccessQuestion,
): readonly string[] {
  return kustomizationsIn(folder).filter((path) => {
    const changed = files.find((file) => file.path === path);
    const text = changed === undefined ? listings.get(path) : changed.after;
    return text?.includes(manifestName(id)) === true;
  });
}

function touches(grant: AccessGrant, { files, policies }: AccessQuestion): boolean {
  const policy = policies.find(({ name }) => name === grant.policy);
  const manifest = policy === undefined ? undefined : manifestPath(grant.id, policy);
  return files.some(({ path }) => idOfRecord(path) === grant.id || path === manifest);
}

/** The folder's kustomization, where it has one more entry on one side, for manifests of grants and nothing else. */
function listingOf(
  id: string,
  policy: AccessPolicy,
  more: 'before' | 'after',
  { files }: AccessQuestion,
): readonly string[] {
  const names = new Set(
    files.flatMap(({ path, before, after }) =>
      path.startsWith(`${policy.folder}/mainward-`) && (more === 'after' ? before : after) === undefined
        ? [path.slice(policy.folder.length + 1)]
        : [],
    ),
  );
  if (!names.has(manifestName(id))) return [];
  const places = kustomizationsIn(policy.folder);
  return files.flatMap(({ path, before, after, odd }) => {
    if (!places.includes(path) || before === undefined || after === undefined || odd !== undefined) return [];
    const [longer, shorter] = more === 'after' ? [after, before] : [before, after];
    return listsMore(longer, shorter, names) ? [path] : [];
  });
}

function malformed(path: string, why: string): { readonly broken: readonly LandingReason[] } {
  return { broken: [{ code: 'grant-malformed', detail: `${path}: ${why}` }] };
}

function notAlone({ grant }: Giving): LandingReason {
  return {
    code: 'grant-malformed',
    detail: `break-glass ${grant.id} comes together with something else, which nobody agreed to`,
  };
}
