import * as z from 'zod';
import { ConfigDocument } from '../../src/entrypoints/server/config/schema.ts';
import { AccessPolicyDocument, GrantDocument } from '../../src/policy/access-schema.ts';
import { GuardDocument } from '../../src/policy/guard-schema.ts';
import { ReviewDefinitionDocument } from '../../src/policy/review-schema.ts';
import {
  ExceptionDocument,
  ForgeEvidenceDocument,
  MainwardEvidenceDocument,
  RequirementDocument,
  RosterDocument,
  SystemDocument,
  TrustPolicyDocument,
} from '../../src/policy/schemas.ts';
import { HookConfigDocument } from './hook.ts';

/** What people write: the policy kinds and the server's configuration (YAML), and evidence of a forge and of Mainward itself (JSON). */
export const INPUTS: Readonly<Record<string, { readonly title: string; readonly schema: z.ZodType }>> = {
  roster: { title: 'Roster: who the people are', schema: RosterDocument },
  system: { title: 'System: what makes up the chain', schema: SystemDocument },
  requirement: { title: 'Requirement: who must agree to what', schema: RequirementDocument },
  exception: { title: 'Exception: a waiver that expires', schema: ExceptionDocument },
  'trust-policy': {
    title: 'TrustPolicy: which jobs get which short-lived credential',
    schema: TrustPolicyDocument,
  },
  guard: { title: 'Guard: how a cluster is guarded', schema: GuardDocument },
  'access-policy': {
    title: 'AccessPolicy: who may have which access for a while',
    schema: AccessPolicyDocument,
  },
  grant: { title: 'Grant: temporary access of one person', schema: GrantDocument },
  'review-definition': {
    title: 'ReviewDefinition: whose access is reviewed, by whom',
    schema: ReviewDefinitionDocument,
  },
  policy: {
    title: 'Any policy kind of Mainward',
    schema: z.union([
      RosterDocument,
      SystemDocument,
      RequirementDocument,
      ExceptionDocument,
      TrustPolicyDocument,
      GuardDocument,
      ReviewDefinitionDocument,
      AccessPolicyDocument,
      GrantDocument,
    ]),
  },
  config: { title: 'Configuration of `mainward serve`', schema: ConfigDocument },
  hook: { title: 'What the pre-receive hook of a bare repository judges by', schema: HookConfigDocument },
  'forge-evidence': {
    title: 'What was observed of a repository on its forge',
    schema: ForgeEvidenceDocument,
  },
  'mainward-evidence': {
    title: 'What Mainward itself is in the chain: who has it, and as what it acts',
    schema: MainwardEvidenceDocument,
  },
};
