import { child, entriesOf, textOf } from '../../../formats/yaml/access.ts';
import type { ArgoLocalAccount, ArgoSettings, Placed } from '../../../model/argocd.ts';
import type { Location } from '../../../model/location.ts';
import { type AgentObject, isKind } from '../read.ts';

/** Whether an object is one of the ConfigMaps by which Argo CD is set up. */
export function isArgoConfigMap(item: AgentObject, name: string): boolean {
  return isKind(item.object, '', 'ConfigMap') && item.object.name === name;
}

/** The keys of a ConfigMap's `data`, with their places. */
export function configMapData(item: AgentObject | undefined): ReadonlyMap<string, Placed> {
  const data = new Map<string, Placed>();
  if (item === undefined) return data;
  for (const entry of entriesOf(child(item.object.root, 'data'))) {
    const value = textOf(entry.value);
    if (value !== undefined) data.set(entry.key.source, { value, at: entry.value.at });
  }
  return data;
}

/** Reads argocd-cm and argocd-cmd-params-cm together; either may be missing. */
export function readArgoSettings(
  namespace: string,
  settings: AgentObject | undefined,
  parameters: AgentObject | undefined,
): ArgoSettings {
  const values = new Map([...configMapData(parameters), ...configMapData(settings)]);
  return {
    namespace,
    values,
    accounts: localAccounts(values, settings?.object.at),
    inView: { settings: settings !== undefined, parameters: parameters !== undefined },
    at: settings?.object.at ?? parameters?.object.at,
  };
}

/** `accounts.NAME: capabilities` and `accounts.NAME.enabled`; `admin` is there unless it is switched off. */
function localAccounts(
  values: ReadonlyMap<string, Placed>,
  at: Location | undefined,
): readonly ArgoLocalAccount[] {
  const accounts: ArgoLocalAccount[] = [];
  const admin = values.get('admin.enabled');
  const adminAt = admin?.at ?? at;
  if (adminAt !== undefined) {
    accounts.push({
      name: 'admin',
      capabilities: capabilitiesOf(values.get('accounts.admin')?.value ?? 'login'),
      enabled: admin?.value !== 'false',
      at: adminAt,
    });
  }
  for (const [key, placed] of values) {
    const name = /^accounts\.([^.]+)$/u.exec(key)?.[1];
    if (name === undefined || name === 'admin') continue;
    accounts.push({
      name,
      capabilities: capabilitiesOf(placed.value),
      enabled: values.get(`${key}.enabled`)?.value !== 'false',
      at: placed.at,
    });
  }
  return accounts;
}

function capabilitiesOf(text: string): readonly string[] {
  return text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

/** A switch of argocd-cm as the agent reads it: only `true` is on. `undefined` where the ConfigMap is not in view. */
export function settingIs(settings: ArgoSettings, key: string, wanted: string): boolean | undefined {
  if (!settings.inView.settings && !settings.values.has(key)) return undefined;
  return settings.values.get(key)?.value === wanted;
}
