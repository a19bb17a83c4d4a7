/** A page of the console: an address that the server answers with the console, which then shows it. */
export interface ConsolePage {
  /** `:name` is a part of the address that the page reads. */
  readonly path: string;
  readonly summary: string;
}

/** Every page of the console there is. What a page shows comes from the API, by the roles of whoever looks. */
export const CONSOLE_PAGES: readonly [ConsolePage, ...ConsolePage[]] = [
  { path: '/', summary: 'The console: a way to sign in, then its first page.' },
  { path: '/changes', summary: 'The changes that moved last.' },
  { path: '/changes/:id', summary: 'One change, from its proposal to what is live of it.' },
  { path: '/drift', summary: 'What differs between clusters and Git, live.' },
  { path: '/drift/:id', summary: 'One difference.' },
  { path: '/reviews', summary: 'Access reviews, and how far each is.' },
  { path: '/reviews/:campaign', summary: 'One access review: its items, and who decides about them.' },
  { path: '/requests', summary: 'Temporary access: what may be asked for, who has it, and how it ended.' },
  { path: '/requests/:id', summary: 'One grant of temporary access.' },
  { path: '/passport', summary: 'Where something that is live comes from.' },
  { path: '/ledger', summary: 'Everything that was recorded, as it is recorded, and its proofs.' },
];
