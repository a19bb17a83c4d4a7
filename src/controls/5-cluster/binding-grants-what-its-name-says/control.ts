import type { Holder } from '../../../stages/5-cluster/holders.ts';
import { changesThatCount, wildcardOf } from '../../../stages/5-cluster/rule-power.ts';
import { type ClusterFinding, type ClusterView, holdersText, subjectOf, weight } from '../../cluster-view.ts';
import type { Control } from '../../control.ts';
import { judgeClusters } from '../../judge-clusters.ts';

export const control: Control = {
  id: 'cluster/binding-grants-what-its-name-says',
  title: 'A binding that is called a reader’s gives only reading',
  severity: 'high',
  evaluate: (facts) =>
    judgeClusters(facts, {
      kinds: ['RoleBinding', 'ClusterRoleBinding', 'Role', 'ClusterRole'],
      holds: 'no binding in view that is called a reader’s gives more than reading',
      find: misnamed,
    }),
};

const LOOKING: ReadonlySet<string> = new Set(
  'view viewer viewers read reader readers readonly ro audit auditor auditors'.split(' '),
);
const ACTING: ReadonlySet<string> = new Set(
  'admin admins edit editor editors write writer writers rw manage manager operator operators controller deploy deployer create creator delete full maintain maintainer maintainers owner owners'.split(
    ' ',
  ),
);

function misnamed(view: ClusterView): readonly ClusterFinding[] {
  return view.cluster.bindings.flatMap((binding) => {
    const role = view.authorizer.roleOf(binding);
    if (role === undefined || !soundsHarmless(binding.name, binding.namespace)) return [];
    const changing = role.rules.filter((rule) => changesThatCount(rule));
    const [first] = changing;
    if (first === undefined) return [];
    const held = changing
      .flatMap((rule): readonly Holder[] => view.holders.of(rule))
      .filter((holder) => holder.binding === binding);
    const total = changing.some((rule) => wildcardOf(rule) === 'everything');
    const severity = held.length === 0 ? undefined : weight(total || role.builtIn ? 'high' : 'medium', held);
    if (severity === undefined) return [];
    const what = total
      ? 'everything'
      : `${first.verbs.join(', ')} on ${first.resources.join(', ')}${changing.length > 1 ? ' and more' : ''}`;
    return [
      {
        subject: subjectOf(binding),
        message: `${subjectOf(binding)} sounds like reading, and gives ${holdersText(held)} ${what}, by ${subjectOf(role)}. A reviewer who reads names lets it pass.`,
        location: binding.roleRef.at ?? binding.at,
        severity,
        holders: held,
      },
    ];
  });
}

/** The name of the namespace is no promise: it is often that of a product. */
function soundsHarmless(name: string, namespace: string | undefined): boolean {
  const own = namespace !== undefined && name.startsWith(namespace) ? name.slice(namespace.length) : name;
  const words = own.toLowerCase().split(/[^a-z]+/);
  return words.some((word) => LOOKING.has(word)) && !words.some((word) => ACTING.has(word));
}
