import { Menu } from '@base-ui/react/menu';
import { ChevronsUpDown, LogOut, Monitor, Moon, Sun } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { useSession } from '../api/session.ts';
import { chooseTheme, storedTheme, type Theme } from '../kit/theme.ts';

const THEMES = [
  ['system', 'As the system has it', Monitor],
  ['light', 'Light', Sun],
  ['dark', 'Dark', Moon],
] as const;

const ITEM =
  'flex w-full cursor-default items-center gap-2 rounded px-2 py-1.5 text-sm outline-none data-[highlighted]:bg-accent-soft data-[highlighted]:text-accent data-[checked]:font-semibold';

/** Who is signed in; how the console looks; signing out. */
export function Reader(): ReactElement {
  const { name, roles } = useSession();
  const [theme, setTheme] = useState<Theme>(storedTheme);
  return (
    <Menu.Root>
      <Menu.Trigger className="flex min-w-0 items-center gap-2.5 rounded-md px-2 py-1.5 text-left hover:bg-sunken md:w-full">
        <span
          aria-hidden
          className="flex size-7 shrink-0 items-center justify-center rounded-full bg-accent-soft text-xs font-bold text-accent"
        >
          {initials(name)}
        </span>
        <span className="hidden min-w-0 flex-1 md:block">
          <span className="block truncate text-sm font-medium">{name}</span>
          <span className="block truncate text-xs text-dim">{roles.join(', ')}</span>
        </span>
        <ChevronsUpDown aria-hidden size={14} className="hidden text-dim md:block" />
        <span className="sr-only md:hidden">{name}</span>
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner sideOffset={6} align="end" className="z-40 outline-none">
          <Menu.Popup className="w-60 rounded-lg border border-line bg-raised p-1.5 shadow-lg outline-none">
            <div className="px-2 py-1.5 md:hidden">
              <p className="text-sm font-medium">{name}</p>
              <p className="text-xs text-dim">{roles.join(', ')}</p>
            </div>
            <Menu.RadioGroup
              value={theme}
              onValueChange={(value: Theme) => {
                setTheme(value);
                chooseTheme(value);
              }}
            >
              {THEMES.map(([value, word, Icon]) => (
                <Menu.RadioItem key={value} value={value} className={ITEM}>
                  <Icon aria-hidden size={15} />
                  {word}
                </Menu.RadioItem>
              ))}
            </Menu.RadioGroup>
            <Menu.Separator className="my-1.5 h-px bg-line" />
            <form method="post" action="/sign-out" id="sign-out" />
            <Menu.Item
              className={ITEM}
              onClick={() => {
                const form = document.getElementById('sign-out');
                if (form instanceof HTMLFormElement) form.submit();
              }}
            >
              <LogOut aria-hidden size={15} />
              Sign out everywhere
            </Menu.Item>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

/** `Ada Lovelace` → `AL`. */
function initials(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== '');
  const [first = '?'] = words;
  const last = words.length > 1 ? (words.at(-1) ?? '') : '';
  return `${[...first][0] ?? '?'}${[...last][0] ?? ''}`.toUpperCase();
}
