/**
 * What Kubernetes 1.35, Argo CD, Flux and some common operators serve, by group: `plural[,alias…][*]` where
 * `*` marks cluster scope. A singular that only lacks the plural's `s` is left out. Where groups share a name
 * the first one is meant by the bare name. `users`, `groups`, `uids`, `userextras` and `signers` exist only
 * for rules.
 */
export const SERVED_RESOURCES: Readonly<Record<string, string>> = {
  '': 'pods,po services,svc configmaps,cm secrets serviceaccounts,sa endpoints,ep,endpoints events,ev persistentvolumeclaims,pvc replicationcontrollers,rc resourcequotas,quota limitranges,limits podtemplates bindings namespaces,ns* nodes,no* persistentvolumes,pv* componentstatuses,componentstatus,cs* users* groups*',
  apps: 'deployments,deploy statefulsets,sts daemonsets,ds replicasets,rs controllerrevisions',
  batch: 'jobs cronjobs,cj',
  'rbac.authorization.k8s.io': 'roles rolebindings clusterroles* clusterrolebindings,crb*',
  'networking.k8s.io':
    'ingresses,ingress,ing networkpolicies,networkpolicy,netpol ingressclasses,ingressclass* ipaddresses,ipaddress,ip* servicecidrs*',
  autoscaling: 'horizontalpodautoscalers,hpa',
  policy: 'poddisruptionbudgets,pdb',
  'storage.k8s.io':
    'storageclasses,storageclass,sc* csidrivers* csinodes* volumeattachments* volumeattributesclasses,volumeattributesclass,vac* csistoragecapacities,csistoragecapacity',
  'apiextensions.k8s.io': 'customresourcedefinitions,crd,crds*',
  'apiregistration.k8s.io': 'apiservices*',
  'admissionregistration.k8s.io':
    'validatingwebhookconfigurations* mutatingwebhookconfigurations* validatingadmissionpolicies,validatingadmissionpolicy,vap* validatingadmissionpolicybindings* mutatingadmissionpolicies,mutatingadmissionpolicy* mutatingadmissionpolicybindings*',
  'certificates.k8s.io':
    'certificatesigningrequests,csr* clustertrustbundles* podcertificaterequests signers*',
  'coordination.k8s.io': 'leases leasecandidates',
  'discovery.k8s.io': 'endpointslices',
  'events.k8s.io': 'events,ev',
  'scheduling.k8s.io': 'priorityclasses,priorityclass,pc* workloads',
  'node.k8s.io': 'runtimeclasses,runtimeclass*',
  'resource.k8s.io': 'resourceclaims resourceclaimtemplates deviceclasses,deviceclass* resourceslices*',
  'flowcontrol.apiserver.k8s.io': 'flowschemas* prioritylevelconfigurations*',
  'authentication.k8s.io': 'tokenreviews* selfsubjectreviews* uids* userextras*',
  'authorization.k8s.io':
    'subjectaccessreviews* selfsubjectaccessreviews* selfsubjectrulesreviews* localsubjectaccessreviews',
  'internal.apiserver.k8s.io': 'storageversions*',
  'storagemigration.k8s.io': 'storageversionmigrations*',
  'metrics.k8s.io': 'pods nodes*',
  'argoproj.io':
    'applications,app,apps applicationsets,appset,appsets appprojects,appproj,appprojs workflows,wf workflowtemplates,wftmpl clusterworkflowtemplates,cwft* cronworkflows,cwf rollouts,ro sensors eventsources',
  'kustomize.toolkit.fluxcd.io': 'kustomizations,ks',
  'helm.toolkit.fluxcd.io': 'helmreleases,hr',
  'source.toolkit.fluxcd.io':
    'gitrepositories,gitrepository,gitrepo ocirepositories,ocirepository,ocirepo buckets helmrepositories,helmrepository,helmrepo helmcharts,hc externalartifacts',
  'image.toolkit.fluxcd.io':
    'imageupdateautomations,iua,imgupd,imgauto imagepolicies,imagepolicy,imgpol imagerepositories,imagerepository,imgrepo',
  'notification.toolkit.fluxcd.io': 'receivers alerts providers',
  'fluxcd.controlplane.io': 'fluxinstances resourcesets resourcesetinputproviders,rsip fluxreports',
  'external-secrets.io':
    'externalsecrets,es secretstores,ss pushsecrets,ps clustersecretstores,css* clusterexternalsecrets,ces*',
  'cert-manager.io': 'certificates,cert,certs certificaterequests,cr,crs issuers clusterissuers*',
  'gateway.networking.k8s.io':
    'gateways,gtw httproutes grpcroutes referencegrants,refgrant gatewayclasses,gatewayclass,gc*',
  'monitoring.coreos.com':
    'servicemonitors,smon podmonitors,pmon prometheusrules,promrule prometheuses,prometheus,prom',
  'kyverno.io': 'policies,policy,pol policyexceptions,polex clusterpolicies,clusterpolicy,cpol*',
  'policies.kyverno.io':
    'validatingpolicies,validatingpolicy,vpol* mutatingpolicies,mutatingpolicy,mpol* generatingpolicies,generatingpolicy,gpol* policyexceptions',
  'templates.gatekeeper.sh': 'constrainttemplates*',
};
