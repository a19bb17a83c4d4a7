import * as z from 'zod';
import { systemPause } from '../../../adapters/system/pause.ts';
import { packOf } from '../../../flows/review/pack/pack.ts';
import { END_OF_ARCHIVE, memberHeader, padding } from '../../../formats/tar/write.ts';
import { READS_LOG } from '../access.ts';
import { Problem } from '../problem.ts';
import { type Route, route } from '../route.ts';

/** What a campaign is shown with to whoever was not there. */
export const REVIEW_PACK: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/v1/reviews/:campaign/pack',
    summary: 'The evidence pack of an access review, as tar: verified offline with `mainward log verify`.',
    access: READS_LOG,
    params: z.strictObject({ campaign: z.string().regex(/^[a-z0-9-]{1,80}$/) }),
    replies: {
      200: { kind: 'bytes', mediaType: 'application/x-tar', description: 'Files of one folder.' },
    },
    async handle({ params: { campaign: id } }, { reviews, ledger }) {
      const campaign = await reviews.board.find(id);
      const files = campaign === undefined ? undefined : await packOf(campaign, ledger, systemPause);
      if (files === undefined) throw new Problem('NOT_FOUND');
      return {
        status: 200,
        bytes: tarOf(files),
        headers: { 'content-disposition': `attachment; filename="${id}.tar"` },
      };
    },
  }),
];

function tarOf(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const members = [...files].flatMap(([path, bytes]) => [
    memberHeader({ path, kind: 'file', size: bytes.length }),
    bytes,
    padding(bytes.length),
  ]);
  return Buffer.concat([...members, END_OF_ARCHIVE]);
}
