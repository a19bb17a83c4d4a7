import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReplayPart } from '../../../model/scenario.ts';
import { Calendar } from '../calendar.ts';
import { Dice } from '../dice.ts';
import { GUARD_FILE, guardPolicy } from '../guarding/policy.ts';
import { requirements } from '../infrastructure/policy.ts';
import { makeDemo } from '../make.ts';
import { People, type Person } from '../organisation/people.ts';
import { type JobIssuer, startJobIssuer } from '../serving/job-issuer.ts';
import { AUDIENCE } from '../thread/config.ts';
import { type Handover, handOver } from '../thread/handover.ts';
import { NAMESPACE } from './wanted.ts';

/** Whom the attacks concern. */
export interface Roles {
  /** Of team payments: their session was phished and their key was stolen. */
  readonly developer: Person;
  /** Gone for weeks; their accounts on the forge and in the cluster were forgotten. */
  readonly leaver: Person;
  /** The two who would have to agree. */
  readonly approvers: readonly [Person, Person];
}

/** What every configuration of a replay begins with. It is made once and copied. */
export interface Base {
  readonly roles: Roles;
  readonly jobs: JobIssuer;
  /** The folder of the demo's repository, for what stands in the cluster. */
  readonly infrastructure: string;
  /** Puts a copy of the bare repository below `folder`, whose policy at the base lacks what is named. */
  handedOver(without: readonly ReplayPart[], folder: string): Promise<Handover>;
  stop(): Promise<void>;
}

/** `root`: an empty folder, absolute. `now`: RFC 3339; people left before that. */
export async function makeBase(root: string, seed: number, now: string): Promise<Base> {
  const people = new People(new Dice(seed), new Calendar(now));
  const demo = makeDemo({ out: join(root, 'acme'), seed, now });
  const [infrastructure = ''] = demo.repositories;
  const developer = people.member(NAMESPACE, 8);
  const { leaver } = people;
  const jobs = await startJobIssuer();
  const made = new Map<string, Promise<Handover>>();
  const madeWith = (signed: boolean, approved: boolean): Promise<Handover> => {
    const name = `base-${signed ? 'signed' : 'unsigned'}-${approved ? 'approved' : 'unapproved'}`;
    const known = made.get(name);
    if (known !== undefined) return known;
    const making = handOver(
      { people },
      {
        infrastructure,
        evidence: demo.evidence,
        root: join(root, name),
        issuer: jobs.issuer,
        audience: AUDIENCE,
        also: (administrator) => {
          const list = `tenants/${NAMESPACE}/kustomization.yaml`;
          const before = readFileSync(join(administrator.folder, list), 'utf8');
          administrator.write(list, `${before.trimEnd()}\n  - self-service.yaml\n`);
          administrator.write(`tenants/${NAMESPACE}/self-service.yaml`, selfService(developer, leaver));
          administrator.write('.mainward/requirements.yaml', requirements({ signed, approved }));
          administrator.write(GUARD_FILE, guardPolicy('enforce'));
        },
      },
    );
    made.set(name, making);
    return making;
  };
  return {
    roles: {
      developer,
      leaver,
      approvers: [people.of('platform-security', 0), people.of('platform-security', 1)],
    },
    jobs,
    infrastructure,
    async handedOver(without, folder) {
      const handover = await madeWith(!without.includes('signing'), !without.includes('review'));
      const repository = join(folder, 'git', 'infrastructure.git');
      cpSync(handover.repository, repository, { recursive: true });
      return { ...handover, repository };
    },
    stop: () => jobs.stop(),
  };
}

/**
 * The way round Git that both people have: a role that is wider than its purpose, with which a team lets helpers in, and
 * of which somebody who left is still a subject. Without it the API server itself would stop them, and no layer would.
 */
function selfService(developer: Person, leaver: Person): string {
  return `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: self-service
  namespace: ${NAMESPACE}
rules:
  - apiGroups: [rbac.authorization.k8s.io]
    resources: [rolebindings]
    verbs: [get, list, create, patch]
  - apiGroups: [rbac.authorization.k8s.io]
    resources: [clusterroles]
    resourceNames: [tenant-operator, admin]
    verbs: [bind]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: self-service
  namespace: ${NAMESPACE}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: self-service
subjects:
${[developer, leaver].map(({ email }) => `  - { apiGroup: rbac.authorization.k8s.io, kind: User, name: ${email} }\n`).join('')}`;
}
