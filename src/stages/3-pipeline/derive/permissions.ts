import type { ForgeSettings } from '../../../model/evidence.ts';
import type { EffectivePermissions, PermissionSet, TokenAccess } from '../../../model/workflow.ts';
import { expand, SCOPES } from '../read/permissions.ts';

type Scopes = ReadonlyMap<string, TokenAccess | 'unknown'>;

export interface PermissionSources {
  readonly job: PermissionSet | undefined;
  readonly workflow: PermissionSet | undefined;
  /** Of the job that calls the workflow. */
  readonly caller: EffectivePermissions | undefined;
  readonly settings: ForgeSettings | undefined;
  /** Started by a fork's content without the right to more than reading. */
  readonly readOnly: boolean;
}

const SUPPLY =
  'the repository’s default for workflow permissions (forge evidence: settings.defaultWorkflowPermissions)';

/**
 * What the job's token may do: the job's own set, else the workflow's, else the caller's, else the repository's
 * default; a called workflow never gets more than its caller; a fork's pull request only reads.
 */
export function effectivePermissions(sources: PermissionSources): EffectivePermissions {
  const declared = sources.job ?? sources.workflow;
  const own = declared === undefined ? inherited(sources) : ofSet(declared, sources.job === undefined);
  const capped = sources.caller === undefined || declared === undefined ? own : lower(own, sources.caller);
  if (!sources.readOnly) return capped;
  const { supply: _settled, ...rest } = capped;
  const scopes = new Map([...capped.scopes].map(([scope, access]) => [scope, reading(scope, access)]));
  return { ...rest, scopes, because: `${capped.because}, and a fork’s pull request only reads` };
}

function reading(scope: string, access: TokenAccess | 'unknown'): TokenAccess {
  return access === 'none' || scope === 'id-token' ? 'none' : 'read';
}

function ofSet(set: PermissionSet, workflow: boolean): EffectivePermissions {
  const scopes = expand(set);
  const because = workflow ? 'the workflow declares it' : 'the job declares it';
  if (scopes !== undefined) return { scopes, because, at: set.at };
  return {
    scopes: new Map(SCOPES.map((scope) => [scope, 'unknown' as const])),
    because: 'what is declared was not understood',
    at: set.at,
    supply: 'permissions as the platform takes them',
  };
}

function inherited(sources: PermissionSources): EffectivePermissions {
  if (sources.caller !== undefined) {
    return { ...sources.caller, because: `the caller’s: ${sources.caller.because}` };
  }
  const choice = sources.settings?.defaultWorkflowPermissions;
  // No default gives an identity token: that always has to be asked for.
  if (choice === undefined) {
    const scopes = SCOPES.map((scope) => [scope, scope === 'id-token' ? 'none' : 'unknown'] as const);
    return {
      scopes: new Map(scopes),
      because: 'nothing is declared, so the repository’s default counts',
      supply: SUPPLY,
    };
  }
  const because = `nothing is declared, and the repository’s default is ${choice}`;
  if (choice === 'read') {
    return {
      scopes: new Map([
        ['contents', 'read'],
        ['packages', 'read'],
      ]),
      because,
    };
  }
  const scopes = SCOPES.map((scope) => [scope, scope === 'id-token' ? 'none' : 'write'] as const);
  return { scopes: new Map(scopes), because };
}

const RANK: readonly (TokenAccess | 'unknown')[] = ['none', 'read', 'unknown', 'write'];

function lower(own: EffectivePermissions, caller: EffectivePermissions): EffectivePermissions {
  const scopes: Scopes = new Map(
    [...own.scopes].map(([scope, access]) => {
      const cap = caller.scopes.get(scope) ?? 'none';
      return [scope, RANK.indexOf(access) <= RANK.indexOf(cap) ? access : cap];
    }),
  );
  const supply = own.supply ?? caller.supply;
  return {
    scopes,
    because: `${own.because}, within what its caller has`,
    ...(own.at === undefined ? {} : { at: own.at }),
    ...(supply === undefined ? {} : { supply }),
  };
}
