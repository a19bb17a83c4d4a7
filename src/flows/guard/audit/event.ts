import type { Actor } from '../../../model/drift.ts';
import type { ObjectRef } from '../../../model/ledger.ts';
import type { Sighting } from '../who/witness.ts';
import { fieldsOf, listOf, nameOf, textOf } from './fields.ts';
import { WATCHED_KINDS } from './kinds.ts';

const LONGEST_USER = 512;
const LONGEST_GROUP = 256;
const MOST_GROUPS = 64;
const LONGEST_TOOL = 128;
const LONGEST_REASON = 512;
/** Objects that one request deleted. */
const MOST_ITEMS = 1_000;

const OPERATIONS: ReadonlyMap<unknown, Sighting['operation']> = new Map([
  ['create', 'CREATE'],
  ['update', 'UPDATE'],
  ['patch', 'UPDATE'],
  ['delete', 'DELETE'],
  ['deletecollection', 'DELETE'],
]);

type Fields = ReadonlyMap<string, unknown>;

/** What an object means, where it is of a kind that has a meaning. */
export type MeaningOf = (object: unknown) => string | undefined;

/**
 * What one event of `audit.k8s.io/v1` says of a write to an object of a watched kind; empty for everything else, and for
 * what is no event. Where the request came from (`sourceIPs`) is not read.
 */
export function sightingsOf(event: unknown, cluster: string, meaningOf: MeaningOf): readonly Sighting[] {
  const fields = fieldsOf(event);
  const operation = OPERATIONS.get(fields.get('verb'));
  const target = fieldsOf(fields.get('objectRef'));
  const at = momentOf(fields.get('stageTimestamp'));
  const status = fieldsOf(fields.get('responseStatus')).get('code');
  const actor = actorOf(fields);
  if (fields.get('stage') !== 'ResponseComplete' || operation === undefined || actor === undefined) return [];
  if (at === undefined || typeof status !== 'number' || (target.get('subresource') ?? '') !== '') return [];
  const emptied = voidOf(fields, status);
  return writtenOf(fields, target).flatMap((written) => {
    const object = refOf(target, written);
    if (object === undefined) return [];
    const meta = fieldsOf(written.get('metadata'));
    // A deletion is answered by a Status that names what is gone.
    const uid = nameOf(meta.get('uid')) ?? nameOf(fieldsOf(written.get('details')).get('uid'));
    const isObject = written.get('kind') === object.kind;
    const version = isObject ? nameOf(meta.get('resourceVersion')) : undefined;
    const meaning = isObject && operation !== 'DELETE' ? meaningOf(Object.fromEntries(written)) : undefined;
    return {
      cluster,
      object,
      operation: operation === 'UPDATE' && status === 201 ? 'CREATE' : operation,
      ...(uid === undefined ? {} : { uid }),
      ...(version === undefined ? {} : { resourceVersion: version }),
      ...(meaning === undefined ? {} : { meaning }),
      ...(emptied === undefined ? {} : { void: emptied }),
      actor,
      at,
    };
  });
}

/** The objects of the answer: one, or those of a collection that was deleted; an empty one where none was kept. */
function writtenOf(fields: Fields, target: Fields): readonly Fields[] {
  const answer = fieldsOf(fields.get('responseObject'));
  if (fields.get('verb') !== 'deletecollection') return [answer];
  const kind = WATCHED_KINDS.get(`${String(target.get('apiGroup'))}/${String(target.get('resource'))}`);
  return listOf(answer.get('items'), MOST_ITEMS).map((item) => new Map([...fieldsOf(item), ['kind', kind]]));
}

function refOf(target: Fields, written: Fields): ObjectRef | undefined {
  const [group, version] = [nameOf(target.get('apiGroup')), nameOf(target.get('apiVersion'))];
  const kind = WATCHED_KINDS.get(`${group}/${String(target.get('resource'))}`);
  const meta = fieldsOf(written.get('metadata'));
  const name = nameOf(target.get('name')) ?? nameOf(meta.get('name'));
  const namespace = nameOf(target.get('namespace')) ?? nameOf(meta.get('namespace'));
  if (group === undefined || version === undefined || kind === undefined || name === undefined)
    return undefined;
  return {
    apiVersion: `${group}/${version}`,
    kind,
    ...(namespace === undefined ? {} : { namespace }),
    name,
  };
}

/** Who asked, as the API server says; `tool` is what the client says. */
function actorOf(fields: Fields): Actor | undefined {
  const really = fieldsOf(fields.get('user'));
  const impersonated = fieldsOf(fields.get('impersonatedUser'));
  const asked = textOf(really.get('username'), LONGEST_USER);
  const acted = textOf(impersonated.get('username'), LONGEST_USER);
  const at = momentOf(fields.get('requestReceivedTimestamp'));
  if (asked === undefined || at === undefined) return undefined;
  const groups = listOf((acted === undefined ? really : impersonated).get('groups'), MOST_GROUPS);
  const tool = textOf(fields.get('userAgent'), LONGEST_TOOL);
  const allowedBy = textOf(
    fieldsOf(fields.get('annotations')).get('authorization.k8s.io/reason'),
    LONGEST_REASON,
  );
  const event = nameOf(fields.get('auditID'), 64);
  return {
    source: 'audit',
    user: acted ?? asked,
    groups: groups.flatMap((one) => textOf(one, LONGEST_GROUP) ?? []),
    ...(acted === undefined ? {} : { impersonator: asked }),
    ...(tool === undefined ? {} : { tool }),
    ...(allowedBy === undefined ? {} : { allowedBy }),
    at: new Date(at).toISOString(),
    ...(event === undefined ? {} : { event }),
  };
}

function voidOf(fields: Fields, status: number): Sighting['void'] {
  if (status < 200 || status >= 300) return 'refused';
  const uri = fields.get('requestURI');
  const query = typeof uri === 'string' && uri.includes('?') ? uri.slice(uri.indexOf('?') + 1) : '';
  if (new URLSearchParams(query).has('dryRun')) return 'dry-run';
  const options = fieldsOf(fields.get('requestObject'));
  const isDeletion = options.get('kind') === 'DeleteOptions';
  return isDeletion && listOf(options.get('dryRun'), 1).length > 0 ? 'dry-run' : undefined;
}

function momentOf(value: unknown): number | undefined {
  const moment = typeof value === 'string' && value.length <= 40 ? Date.parse(value) : Number.NaN;
  return Number.isNaN(moment) ? undefined : moment;
}
