import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { SignedIn } from '../../src/entrypoints/server/access.ts';
import { ConsoleFiles } from '../../src/entrypoints/server/console/files.ts';
import { testInstance } from '../../src/entrypoints/server/fixtures/instance.ts';
import { FakeLedger, fakeServices } from '../../src/entrypoints/server/fixtures/services.ts';
import { routesOf } from '../../src/entrypoints/server/routes.ts';
import type { Sessions } from '../../src/entrypoints/server/services.ts';
import { GrantDesk } from '../../src/flows/grant/desk.ts';
import { Scene } from '../../src/flows/grant/fixtures/scene.ts';
import type { Role } from '../../src/model/session.ts';
import { buildConsole } from '../../tools/build-console.ts';
import { ROOT } from '../support/project.ts';

/** Of the scene’s roster: Ann develops and is on call, Ben leads, Cho is security and on call, Dan develops. */
export const PEOPLE = { ann: 'developer', ben: 'developer', cho: 'security', dan: 'developer' } as const;
export type Person = keyof typeof PEOPLE;

/** Sessions of the people of a scene; when somebody signed in is said by whoever sets the stage. */
class SceneSessions implements Sessions {
  readonly signedInAt: Map<Person, string> = new Map();

  isLive(token: string): boolean {
    return tokenOwner(token) !== undefined;
  }

  find(token: string, by: SignedIn['by']): Promise<SignedIn | undefined> {
    const person = tokenOwner(token);
    if (person === undefined) return Promise.resolve(undefined);
    const signedInAt = this.signedInAt.get(person);
    return Promise.resolve({
      issuer: 'https://idp.example',
      subject: person,
      name: person,
      person,
      roles: [PEOPLE[person] satisfies Role],
      by,
      expires: '2030-01-01T00:00:00.000Z',
      ...(signedInAt === undefined ? {} : { signedInAt }),
    });
  }
}

export function tokenOf(person: Person): string {
  return `${person}-0000000000000000000000000`;
}

function tokenOwner(token: string): Person | undefined {
  return (Object.keys(PEOPLE) as readonly Person[]).find((person) => tokenOf(person) === token);
}

export interface RequestsStage {
  readonly scene: Scene;
  readonly desk: GrantDesk;
  readonly sessions: SceneSessions;
  readonly url: string;
  stop(): Promise<void>;
}

/** The server with its console, and temporary access over a repository in memory. */
export async function setRequestsStage(): Promise<RequestsStage> {
  await buildConsole();
  const scene = new Scene();
  const desk = new GrantDesk(scene.ports);
  const sessions = new SceneSessions();
  const whole = new FakeLedger();
  const ledger = Object.assign(scene.ledger, {
    prove: (indexes: readonly number[]) => whole.prove(indexes),
    file: (path: string) => whole.file(path),
  });
  let url = 'http://127.0.0.1';
  const services = fakeServices({
    ledger,
    sessions,
    grants: desk,
    publicUrl: () => new URL(url),
    console: new ConsoleFiles(join(ROOT, 'dist/console')),
  });
  const { instance } = testInstance(routesOf({ openLog: false }), services);
  await instance.listen({ host: '127.0.0.1', port: 0 });
  url = `http://127.0.0.1:${(instance.server.address() as AddressInfo).port}`;
  return {
    scene,
    desk,
    sessions,
    url,
    async stop() {
      instance.server.closeAllConnections();
      await instance.close();
    },
  };
}
