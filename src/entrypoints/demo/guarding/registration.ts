import type { AdmissionAnswer, AdmissionJudge, AdmissionRequest } from '../../../ports/admission.ts';

/** The webhook of a cluster of this process: until it is registered nobody is asked. */
export class Registration implements AdmissionJudge {
  #judge: AdmissionJudge | undefined;

  register(judge: AdmissionJudge): void {
    this.#judge = judge;
  }

  judge(request: AdmissionRequest): Promise<AdmissionAnswer> {
    return this.#judge?.judge(request) ?? Promise.resolve({ allowed: true, warnings: [] });
  }
}
