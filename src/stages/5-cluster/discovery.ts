/** What a name on the command line means: its group, its plural, its scope. */
export interface DiscoveredResource {
  readonly group: string;
  readonly resource: string;
  readonly namespaced: boolean;
}

/** `plural[,alias…][*]` by group; `*` marks cluster scope. From the API of Kubernetes 1.35 and the agents' CRDs. */
const TABLE: Readonly<Record<string, string>> = {
  '': 'pods,pod,po services,service,svc configmaps,configmap,cm secrets,secret serviceaccounts,serviceaccount,sa endpoints,ep events,event,ev persistentvolumeclaims,persistentvolumeclaim,pvc replicationcontrollers,rc resourcequotas,quota limitranges,limits podtemplates bindings namespaces,namespace,ns* nodes,node,no* persistentvolumes,persistentvolume,pv* componentstatuses,cs*',
  apps: 'deployments,deployment,deploy statefulsets,statefulset,sts daemonsets,daemonset,ds replicasets,replicaset,rs controllerrevisions',
  batch: 'jobs,job cronjobs,cronjob,cj',
  'rbac.authorization.k8s.io':
    'roles,role rolebindings,rolebinding clusterroles,clusterrole* clusterrolebindings,clusterrolebinding,crb*',
  'networking.k8s.io':
    'ingresses,ingress,ing networkpolicies,networkpolicy,netpol ingressclasses,ingressclass*',
  autoscaling: 'horizontalpodautoscalers,horizontalpodautoscaler,hpa',
  policy: 'poddisruptionbudgets,poddisruptionbudget,pdb',
  'storage.k8s.io':
    'storageclasses,storageclass,sc* csidrivers,csidriver* csinodes,csinode* volumeattachments,volumeattachment* csistoragecapacities',
  'apiextensions.k8s.io': 'customresourcedefinitions,customresourcedefinition,crd,crds*',
  'apiregistration.k8s.io': 'apiservices,apiservice*',
  'admissionregistration.k8s.io':
    'validatingwebhookconfigurations,validatingwebhookconfiguration* mutatingwebhookconfigurations,mutatingwebhookconfiguration* validatingadmissionpolicies,validatingadmissionpolicy* validatingadmissionpolicybindings,validatingadmissionpolicybinding* mutatingadmissionpolicies,mutatingadmissionpolicy* mutatingadmissionpolicybindings,mutatingadmissionpolicybinding*',
  'certificates.k8s.io': 'certificatesigningrequests,certificatesigningrequest,csr* clustertrustbundles*',
  'coordination.k8s.io': 'leases,lease',
  'discovery.k8s.io': 'endpointslices,endpointslice',
  'scheduling.k8s.io': 'priorityclasses,priorityclass,pc*',
  'node.k8s.io': 'runtimeclasses,runtimeclass*',
  'flowcontrol.apiserver.k8s.io':
    'flowschemas,flowschema* prioritylevelconfigurations,prioritylevelconfiguration*',
  'authentication.k8s.io': 'tokenreviews* selfsubjectreviews*',
  'authorization.k8s.io':
    'subjectaccessreviews* selfsubjectaccessreviews* selfsubjectrulesreviews* localsubjectaccessreviews',
  'argoproj.io':
    'applications,application,app,apps applicationsets,applicationset,appset appprojects,appproject,appproj workflows cronworkflows rollouts',
  'kustomize.toolkit.fluxcd.io': 'kustomizations,kustomization,ks',
  'helm.toolkit.fluxcd.io': 'helmreleases,helmrelease,hr',
  'source.toolkit.fluxcd.io':
    'gitrepositories,gitrepository,gitrepo ocirepositories,ocirepository buckets,bucket helmrepositories,helmrepository,helmrepo helmcharts,helmchart,hc externalartifacts,externalartifact',
  'image.toolkit.fluxcd.io':
    'imageupdateautomations,imageupdateautomation,iua imagepolicies,imagepolicy imagerepositories,imagerepository',
  'notification.toolkit.fluxcd.io': 'receivers,receiver alerts,alert providers,provider',
};

const BY_NAME = new Map<string, DiscoveredResource>();
for (const [group, list] of Object.entries(TABLE)) {
  for (const item of list.split(' ')) {
    const clusterScoped = item.endsWith('*');
    const names = (clusterScoped ? item.slice(0, -1) : item).split(',');
    const [resource = ''] = names;
    const found = { group, resource, namespaced: !clusterScoped };
    for (const name of names) {
      if (!BY_NAME.has(name)) BY_NAME.set(name, found);
      BY_NAME.set(`${name}.${group}`, found);
    }
  }
}

/**
 * What `RESOURCE[.GROUP]` means. A name with an unknown group is taken as it stands, namespaced; a bare name
 * that is not known is not guessed.
 */
export function discover(
  name: string,
  more: readonly DiscoveredResource[] = [],
): DiscoveredResource | undefined {
  const wanted = name.toLowerCase();
  const custom = more.find((one) => `${one.resource}.${one.group}` === wanted || one.resource === wanted);
  const known = BY_NAME.get(wanted) ?? custom;
  if (known !== undefined) return known;
  const dot = wanted.indexOf('.');
  if (wanted === '*') return { group: '*', resource: '*', namespaced: true };
  return dot === -1
    ? undefined
    : { group: wanted.slice(dot + 1), resource: wanted.slice(0, dot), namespaced: true };
}

/** Is a resource known to be of cluster scope? Unknown ones are not. */
export function isClusterScoped(group: string, resource: string): boolean {
  return BY_NAME.get(`${resource}.${group}`)?.namespaced === false;
}

/** Is the resource in this group? `undefined` where nothing is known of the resource at all. */
export function groupHas(group: string, resource: string): boolean | undefined {
  if (BY_NAME.has(`${resource}.${group}`)) return true;
  return BY_NAME.has(resource) ? false : undefined;
}
