import { useNavigate, useParams, useSearch } from '@tanstack/react-router';

/** Where the reader is: the parts of the path, and the filters that the address holds, so that it can be passed on. */
export interface Address {
  readonly params: Readonly<Record<string, string>>;
  readonly search: Readonly<Record<string, string | undefined>>;
  /** `undefined` takes a filter away. */
  readonly setSearch: (change: Readonly<Record<string, string | undefined>>) => void;
}

export function useAddress(): Address {
  const params: Readonly<Record<string, string>> = useParams({ strict: false });
  const search: Readonly<Record<string, string | undefined>> = useSearch({ strict: false });
  const navigate = useNavigate();
  return {
    params,
    search,
    setSearch: (change) => void navigate({ to: '.', search: { ...search, ...change }, replace: true }),
  };
}
