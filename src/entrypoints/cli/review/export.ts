import { join } from 'node:path';
import { count } from '../../../reports/people.ts';
import type { Action } from '../action.ts';
import { EXIT } from '../exit.ts';
import { writePack } from './pack-folder.ts';
import { RemoteReviews } from './remote.ts';

/** Writes the evidence pack of a campaign into a folder; `log verify` verifies it. */
export const exportPack: Action = {
  operands: ['CAMPAIGN'],
  options: ['server', 'out'],
  formats: ['text'],
  async run(invocation, [campaign = '']) {
    const { options, cwd, stdout, stderr } = invocation;
    const files = await new RemoteReviews(invocation).pack(campaign);
    const folder = options.out ?? join(cwd, campaign);
    writePack(folder, files);
    stdout.write(`${folder}: ${count(files.size, 'file')}\n`);
    if (!options.quiet) stderr.write(`verify it: mainward log verify ${folder} --trust FILE\n`);
    return EXIT.judged;
  },
};
