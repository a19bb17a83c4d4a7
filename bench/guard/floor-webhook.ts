import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { PkijsCertificates } from '../../src/adapters/certificates-pkijs/maker.ts';
import type { ClusterWriter } from '../../src/ports/cluster.ts';
import { apiVersionOf, VALIDATING_WEBHOOK_CONFIGURATIONS } from '../../src/ports/cluster-kinds.ts';
import { QuestionTimes } from './question-times.ts';

const HOST = '127.0.0.1';
const DAY = 86_400_000;

/** A webhook of a cluster that reads what it is asked about the same kinds, and allows it at once: what asking anybody costs. */
export async function startFloor(
  admin: Pick<ClusterWriter, 'create'>,
): Promise<{ readonly times: QuestionTimes; readonly end: () => void }> {
  const certificates = new PkijsCertificates();
  const span = { from: Date.now() - DAY, until: Date.now() + DAY };
  const authority = await certificates.authority('floor', span);
  const { certificate, key } = await certificates.server([HOST], span, authority);
  const server = createServer({ cert: certificate, key }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => void chunks.push(chunk));
    request.on('end', () => {
      const { apiVersion, kind, request: asked } = JSON.parse(Buffer.concat(chunks).toString()) as Review;
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ apiVersion, kind, response: { uid: asked.uid, allowed: true } }));
    });
  });
  server.listen(0, HOST);
  await once(server, 'listening');
  const times = await QuestionTimes.between((server.address() as AddressInfo).port);
  await admin.create(VALIDATING_WEBHOOK_CONFIGURATIONS, {
    apiVersion: apiVersionOf(VALIDATING_WEBHOOK_CONFIGURATIONS),
    kind: VALIDATING_WEBHOOK_CONFIGURATIONS.kind,
    metadata: { name: 'floor' },
    webhooks: [
      {
        name: 'floor.bench.mainward.dev',
        admissionReviewVersions: ['v1'],
        sideEffects: 'None',
        failurePolicy: 'Ignore',
        clientConfig: {
          url: `https://${HOST}:${times.port}/`,
          caBundle: Buffer.from(authority.certificate).toString('base64'),
        },
        rules: [
          {
            apiGroups: ['rbac.authorization.k8s.io'],
            apiVersions: ['v1'],
            resources: ['*'],
            operations: ['CREATE', 'UPDATE'],
          },
        ],
      },
    ],
  });
  return {
    times,
    end: () => {
      times.end();
      server.closeAllConnections();
      server.close();
    },
  };
}

interface Review {
  readonly apiVersion: string;
  readonly kind: string;
  readonly request: { readonly uid: string };
}
