import type { KubeObject } from '../../../formats/kubernetes/object.ts';
import type { ArgoImageUpdate } from '../../../model/argocd.ts';
import { annotation } from '../read.ts';

const PREFIX = 'argocd-image-updater.argoproj.io';

/** The annotations by which an Application lets Argo CD Image Updater choose its images; `undefined` without them. */
export function readImageUpdate(object: KubeObject): ArgoImageUpdate | undefined {
  const list = annotation(object, `${PREFIX}/image-list`);
  if (list === undefined) return undefined;
  const method = annotation(object, `${PREFIX}/write-back-method`)?.value ?? 'argocd';
  const branch = annotation(object, `${PREFIX}/git-branch`)?.value;
  return {
    images: list.value
      .split(',')
      .map((image) => image.trim())
      .filter((image) => image !== ''),
    writeBack: method === 'git' || method.startsWith('git:') ? 'git' : 'argocd',
    ...(branch === undefined ? {} : { branch }),
    at: list.at,
  };
}
