import type { NamedPeople } from '../../model/mainward-evidence.ts';
import type { Cutter } from './cutter.ts';

const SIDES = {
  administrators: 'administers Mainward',
  operators: 'has the host of Mainward',
} as const;

/** One group or person that has Mainward. */
const holder: Cutter = (input, [side, kind, name = '']) => {
  const { mainward } = input;
  if ((side !== 'administrators' && side !== 'operators') || (kind !== 'groups' && kind !== 'people'))
    return undefined;
  const people: NamedPeople | undefined = mainward?.[side];
  const index = people?.[kind].indexOf(name) ?? -1;
  if (mainward === undefined || people === undefined || index === -1) return undefined;
  const without = { ...people, [kind]: people[kind].filter((one) => one !== name) };
  return {
    input: { ...input, mainward: { ...mainward, [side]: without } },
    what: kind === 'groups' ? `nobody of ${name} ${SIDES[side]}` : `${name} no longer ${SIDES[side]}`,
    how: `Take ${name} off the ${side} of Mainward.`,
    evidence: `${mainward.at?.path ?? 'mainward.json'}#${side}.${kind}[${index}]`,
    ...(mainward.at === undefined ? {} : { location: mainward.at }),
  };
};

const breakGlass: Cutter = (input, [environment, group = '']) => {
  const { system } = input;
  const declared = system?.breakGlass.find(
    (one) => one.environment === environment && one.groups.includes(group),
  );
  if (system === undefined || declared === undefined) return undefined;
  return {
    input: {
      ...input,
      system: {
        ...system,
        breakGlass: system.breakGlass.map((one) =>
          one === declared ? { ...one, groups: one.groups.filter((other) => other !== group) } : one,
        ),
      },
    },
    what: `the group ${group} has no break-glass in ${declared.environment}`,
    how: `Take ${group} off the break-glass groups of ${declared.environment} in the System ${system.name}.`,
    location: system.at,
  };
};

/** What is declared of Mainward and of emergencies. */
export const DECLARED_CUTTERS: Readonly<Record<string, Cutter>> = { holder, 'break-glass': breakGlass };
