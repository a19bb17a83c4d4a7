import type { ForgeEvidence, ForgeSettings } from '../../../model/evidence.ts';

/** What is known of the repository from outside it; everything may be missing. */
export interface PipelineSettings {
  /** `owner/name` on the forge. */
  readonly fullName?: string;
  readonly settings?: ForgeSettings;
}

export function settingsOf(evidence: ForgeEvidence | undefined): PipelineSettings {
  return {
    ...(evidence?.fullName === undefined ? {} : { fullName: evidence.fullName }),
    ...(evidence?.settings === undefined ? {} : { settings: evidence.settings }),
  };
}

export function ownerOf(settings: PipelineSettings): string | undefined {
  const slash = settings.fullName?.indexOf('/') ?? -1;
  return slash === -1 ? undefined : settings.fullName?.slice(0, slash);
}

/** `owner/name` in the URL of a clone, https or ssh; `undefined` for other hosts' forms and for paths. */
export function fullNameIn(url: string): string | undefined {
  return /^(?:https?:\/\/|ssh:\/\/git@|git@)(?:[^/@\s]+@)?github\.com[:/]([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/i.exec(
    url,
  )?.[1];
}
