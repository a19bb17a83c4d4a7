import { child, textOf } from '../../../formats/yaml/access.ts';
import type { FluxHelmRelease } from '../../../model/flux.ts';
import { type AgentObject, answerOf, isKind, present, spec, text } from '../read.ts';
import { given, kubeConfig, serviceAccount } from './kustomization.ts';
import { sourceRef, verificationOf } from './source.ts';

/** Reads a HelmRelease (helm.toolkit.fluxcd.io); `undefined` for any other object, and for one without a chart, which is a patch. */
export function readFluxHelmRelease({ object }: AgentObject): FluxHelmRelease | undefined {
  if (!isKind(object, 'helm.toolkit.fluxcd.io', 'HelmRelease') || object.name === undefined) return undefined;
  const body = spec(object);
  const chart = child(body, 'chart', 'spec');
  const chartName = text(chart, 'chart');
  const source =
    sourceRef(child(body, 'chartRef'), 'OCIRepository') ??
    sourceRef(child(chart, 'sourceRef'), 'HelmRepository');
  if (source === undefined) return undefined;
  return {
    name: object.name,
    ...given('namespace', object.namespace),
    ...(chart === undefined || chartName === undefined
      ? {}
      : {
          chart: {
            name: chartName,
            version: textOf(child(chart, 'version')) ?? '*',
            at: child(chart, 'version')?.at ?? chart.at,
          },
        }),
    source,
    ...given('serviceAccount', serviceAccount(body)),
    ...given('targetNamespace', text(body, 'targetNamespace')),
    ...given('kubeConfig', kubeConfig(body)),
    driftDetection: drift(text(body, 'driftDetection', 'mode')),
    suspended: answerOf(child(body, 'suspend'), false),
    ...given('suspendedAt', child(body, 'suspend')?.at),
    ...(present(child(chart, 'verify')) ? { verify: verificationOf('HelmChart', chart, object.at) } : {}),
    at: object.at,
    definedBy: object.at.path,
    unread: [],
  };
}

function drift(mode: string | undefined): FluxHelmRelease['driftDetection'] {
  if (mode === undefined || mode === 'disabled') return 'disabled';
  return mode === 'enabled' || mode === 'warn' ? mode : 'unknown';
}
