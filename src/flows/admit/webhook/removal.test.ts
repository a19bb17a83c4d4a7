import { describe, expect, test } from 'vitest';
import type { ObjectKey } from '../../../ports/cluster.ts';
import { OneKind } from './fixtures/one-kind.ts';
import { removeAdmission } from './removal.ts';

const object = (name: string) => ({ apiVersion: 'x/v1', kind: 'X', metadata: { name } });

async function world(...names: readonly string[]) {
  const api = new OneKind();
  for (const name of names) api.objects.set(name, object(name));
  const deleted: string[] = [];
  const remove = api.delete.bind(api);
  api.delete = async (key: ObjectKey) => {
    deleted.push(key.name);
    return remove(key);
  };
  return { api, deleted };
}
const pause = { pause: async () => undefined };

describe('removing admission', () => {
  test('takes the right to register it first, then the registration', async () => {
    const { api, deleted } = await world('mainward-registrar', 'mainward', 'other');
    expect(await removeAdmission(api, pause)).toEqual({ binding: true, configuration: true });
    expect(deleted).toEqual(['mainward-registrar', 'mainward']);
    expect([...api.objects.keys()]).toEqual(['other']);
  });

  test('says what was not there', async () => {
    const { api } = await world();
    expect(await removeAdmission(api, pause)).toEqual({ binding: false, configuration: false });
  });

  test('does it again where a server was faster, and says so where that does not end', async () => {
    const { api, deleted } = await world('mainward');
    let times = 2;
    const again = {
      pause: async () => {
        if (times > 0) api.objects.set('mainward', object('mainward'));
        times -= 1;
      },
    };
    expect(await removeAdmission(api, again)).toMatchObject({ configuration: true });
    expect(deleted.filter((name) => name === 'mainward')).toHaveLength(3);
    times = Number.POSITIVE_INFINITY;
    await expect(removeAdmission(api, again)).rejects.toMatchObject({ code: 'CLUSTER_CONFLICT' });
  });
});
