import { DRIFT_EFFECTS, GUARD_TIERS, HOLD_CODES } from '../model/drift.ts';
import type { CountedApproval, LedgerEntry, LedgerEntryType, ObjectRef } from '../model/ledger.ts';
import { SEVERITIES } from '../model/verdict.ts';

/** Is this the value of a field? `undefined` is a field that is not there. */
export type Field = (value: unknown) => boolean;

/** What every entry has is judged once, for all of them. */
type Common = 'v' | 'type' | 'at' | 'payload';
type ShapeOf<Value> = { readonly [Key in keyof Value]-?: Field };
type FieldsOf<Entry> = ShapeOf<Omit<Entry, Common>>;

const MOST_TEXT = 1_024;
const MOST_ITEMS = 64;

const text: Field = (value) =>
  typeof value === 'string' &&
  value.length > 0 &&
  value.length <= MOST_TEXT &&
  value.isWellFormed() &&
  !/\p{Cc}/u.test(value) &&
  // No entry carries credentials, and a URL with user info may be one.
  !/:\/\/[^/?#]*@/.test(value);
const objectId: Field = (value) => typeof value === 'string' && /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(value);
const natural: Field = (value) => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
export const sha256Hex: Field = (value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
export const time: Field = (value) =>
  typeof value === 'string' &&
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/.test(value) &&
  !Number.isNaN(Date.parse(value));
const oneOf =
  (...values: readonly string[]): Field =>
  (value) =>
    typeof value === 'string' && values.includes(value);
const optional =
  (field: Field): Field =>
  (value) =>
    value === undefined || field(value);
const orNull =
  (field: Field): Field =>
  (value) =>
    value === null || field(value);
/** Exactly these fields. */
const recordOf =
  (fields: Readonly<Record<string, Field>>): Field =>
  (value) => {
    if (!(value instanceof Object) || Array.isArray(value)) return false;
    const given = new Map<string, unknown>(Object.entries(value));
    const known = Object.entries(fields);
    return (
      known.every(([name, field]) => field(given.get(name))) &&
      [...given.keys()].every((name) => known.some(([one]) => one === name))
    );
  };
const listOf =
  (field: Field): Field =>
  (value) =>
    Array.isArray(value) && value.length <= MOST_ITEMS && value.every(field);
const object = recordOf({
  apiVersion: text,
  kind: text,
  namespace: optional(text),
  name: text,
} satisfies ShapeOf<ObjectRef>);
const flag: Field = (value) => typeof value === 'boolean';
const mergedTree: Field = (value) => value === null || value === 'conflict' || objectId(value);

const approval = recordOf({
  statement: sha256Hex,
  head: objectId,
  merged: mergedTree,
} satisfies ShapeOf<CountedApproval>);
const verdict = oneOf('pass', 'fail', 'unknown');
const stage = oneOf('validate', 'deploy');
const severity = oneOf(...SEVERITIES);
const holdCode = oneOf(...HOLD_CODES);
const drifted = { cluster: text, object, seen: natural } as const;
const granted = {
  grant: text,
  policy: text,
  cluster: text,
  kind: oneOf('normal', 'break-glass'),
} as const;
const proposed = { repository: text, ref: text, proposal: text, head: objectId } as const;

/** The fields of each type of entry, in the order in which they are written. */
export const ENTRY_FIELDS: {
  readonly [Type in LedgerEntryType]: FieldsOf<Extract<LedgerEntry, { readonly type: Type }>>;
} = {
  note: {},
  'change.proposed': { ...proposed, base: objectId },
  'change.approved': { ...proposed, statement: sha256Hex },
  'change.checked': { ...proposed, base: objectId, merged: orNull(objectId), verdict, report: sha256Hex },
  'change.landed': {
    repository: text,
    ref: text,
    before: optional(objectId),
    commit: objectId,
    tree: objectId,
    head: optional(objectId),
    proposal: optional(text),
    merged: mergedTree,
    approvals: listOf(approval),
    demanded: flag,
    policy: optional(natural),
    gap: optional(natural),
    verdict,
    report: sha256Hex,
  },
  'credential.issued': {
    stage,
    environment: text,
    repository: text,
    commit: objectId,
    trust: text,
    policyCommit: objectId,
    issuer: text,
    token: sha256Hex,
    credential: sha256Hex,
    cluster: text,
    account: text,
    boundTo: text,
    expires: time,
  },
  'credential.refused': {
    code: text,
    stage: optional(stage),
    environment: optional(text),
    token: optional(sha256Hex),
    unrecorded: optional(natural),
  },
  'credential.revoked': { issued: natural },
  'source.published': {
    repository: text,
    ref: text,
    commit: objectId,
    tree: objectId,
    artifact: sha256Hex,
    bytes: natural,
    cluster: text,
    source: object,
  },
  'agent.applied': {
    cluster: text,
    agent: object,
    repository: text,
    commit: objectId,
    tree: objectId,
    artifact: optional(sha256Hex),
  },
  'object.live': {
    cluster: text,
    object,
    uid: text,
    repository: text,
    commit: objectId,
    content: sha256Hex,
  },
  'policy.loaded': { repository: text, commit: objectId },
  'policy.refused': { repository: text, commit: objectId, code: text },
  'guard.began': { cluster: text, repository: text, commit: objectId, unexplained: natural },
  'guard.followed': { cluster: text, repository: text, commit: objectId, objects: natural },
  'drift.seen': {
    cluster: text,
    object,
    uid: optional(text),
    change: oneOf('added', 'changed', 'removed'),
    effect: oneOf(...DRIFT_EFFECTS),
    danger: severity,
    repository: text,
    commit: objectId,
    tier: oneOf(...GUARD_TIERS),
    decision: oneOf('record', 'delete', 'give-back', 'hold'),
    code: optional(holdCode),
  },
  'drift.acted': {
    ...drifted,
    action: oneOf('deleted', 'reconcile-requested'),
    outcome: oneOf('done', 'gone', 'changed', 'refused', 'unreachable'),
  },
  'drift.ended': { ...drifted, how: oneOf('deleted', 'given-back', 'gone', 'adopted', 'quiet') },
  'drift.attributed': { ...drifted, source: oneOf('admission', 'audit', 'manager') },
  'admission.judged': {
    cluster: text,
    object,
    operation: oneOf('CREATE', 'UPDATE', 'DELETE'),
    verdict: oneOf('refused', 'observed'),
    code: text,
    dryRun: flag,
  },
  'guard.held': { cluster: text, code: holdCode, held: flag, until: optional(time) },
  'review.started': {
    campaign: text,
    definition: text,
    repository: text,
    commit: objectId,
    population: sha256Hex,
    items: natural,
    due: time,
  },
  'review.assigned': { campaign: text, items: natural },
  'review.decided': { campaign: text, population: sha256Hex, statement: sha256Hex, items: natural },
  'review.proposed': {
    campaign: text,
    repository: text,
    ref: optional(text),
    head: optional(objectId),
    items: natural,
  },
  'review.verified': {
    campaign: text,
    repository: text,
    commit: objectId,
    cluster: optional(text),
    items: natural,
  },
  'review.excepted': { campaign: text, statement: sha256Hex, items: natural, expires: time },
  'review.closed': { campaign: text, outcome: oneOf('closed', 'cancelled') },
  'grant.requested': {
    ...granted,
    repository: text,
    ref: text,
    head: objectId,
    bundle: sha256Hex,
    expires: time,
  },
  'grant.began': { ...granted, repository: text, commit: objectId, bundle: sha256Hex, expires: time },
  'grant.revoked': { grant: text, cluster: text },
  'grant.ended': {
    grant: text,
    cluster: text,
    by: oneOf('guard', 'commit', 'void'),
    why: oneOf('expired', 'revoked', 'refused'),
    object: optional(object),
    commit: optional(objectId),
  },
  'grant.reviewed': { grant: text, verdict: oneOf('justified', 'not-justified', 'misuse') },
  gap: { what: text, repository: optional(text), cluster: optional(text), from: time },
};
