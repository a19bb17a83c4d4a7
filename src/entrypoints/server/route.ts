import type * as z from 'zod';
import type { Access, SignedIn } from './access.ts';
import type { Services } from './services.ts';

/** How a body arrives. Anything else than its media type is refused before it is read. */
export type BodyContract<Schema extends z.ZodType = z.ZodType> =
  | { readonly kind: 'json'; readonly schema: Schema; readonly maxBytes?: number }
  /** `application/json` that the route reads by itself, within a budget of its own. */
  | { readonly kind: 'json-bytes'; readonly schema: Schema; readonly maxBytes: number }
  /** `application/x-www-form-urlencoded`; no field twice. */
  | { readonly kind: 'form'; readonly schema: Schema; readonly maxBytes?: number };

/** What a status answers with. */
export type ReplyContract =
  | { readonly kind: 'json'; readonly schema: z.ZodType; readonly description: string }
  /** `text/html`, from a pure renderer that escapes. */
  | { readonly kind: 'page'; readonly description: string }
  /** `mediaType` is that of the reply, unless it says another one in `content-type`. */
  | { readonly kind: 'bytes'; readonly mediaType: string; readonly description: string }
  /** `text/event-stream`. */
  | { readonly kind: 'events'; readonly schema: z.ZodType; readonly description: string }
  | { readonly kind: 'redirect'; readonly description: string }
  | { readonly kind: 'empty'; readonly description: string };

export type Replies = Readonly<Record<number, ReplyContract>>;

export interface ServerEvent<Data = unknown> {
  /** What a client that comes back says in `Last-Event-ID`. */
  readonly id: string;
  readonly event: string;
  readonly data: Data;
}

/** What a stream sends; a heartbeat only says that it is alive. */
export type Streamed<Data = unknown> = ServerEvent<Data> | 'heartbeat';

/** A cookie that scripts cannot read, for this host only; see `cookies.ts` for what every cookie has. */
export interface CookieChange {
  readonly name: 'session' | 'sign-in';
  /** Empty removes it. */
  readonly value: string;
  /** Seconds. */
  readonly maxAge: number;
}

interface ReplyBase {
  /** Lower-case names. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: readonly CookieChange[];
}

/** A reply as the server sends it; `kind` of the contract says which field holds its body. */
export interface Reply extends ReplyBase {
  readonly status: number;
  readonly json?: unknown;
  readonly page?: string;
  readonly bytes?: Uint8Array | AsyncIterable<Uint8Array>;
  readonly events?: AsyncIterable<Streamed>;
  readonly location?: string;
}

type Frozen<T> = T extends readonly (infer Item)[]
  ? readonly Frozen<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Frozen<T[Key]> }
    : T;

type BodyOf<Contract> = Contract extends { kind: 'json'; schema: infer Schema extends z.ZodType }
  ? { readonly json: Frozen<z.input<Schema>> }
  : Contract extends { kind: 'page' }
    ? { readonly page: string }
    : Contract extends { kind: 'bytes' }
      ? { readonly bytes: Uint8Array | AsyncIterable<Uint8Array> }
      : Contract extends { kind: 'events'; schema: infer Schema extends z.ZodType }
        ? { readonly events: AsyncIterable<Streamed<Frozen<z.input<Schema>>>> }
        : Contract extends { kind: 'redirect' }
          ? { readonly location: string }
          : object;

type ReplyOf<Contracts extends Replies> = {
  [Status in keyof Contracts & number]: ReplyBase & { readonly status: Status } & BodyOf<Contracts[Status]>;
}[keyof Contracts & number];

/** A request whose every part fits its schema. */
export interface RouteRequest<Params = unknown, Query = unknown, Body = unknown, Who = SignedIn | undefined> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly who: Who;
  /** By lower-case name; the first where it came twice. */
  header(name: string): string | undefined;
  cookie(name: CookieChange['name']): string | undefined;
  /** Is the session that carries this request still there? Asking does not keep it alive. */
  stillIn(): boolean;
  /** Aborts when the client went away, the time is over, or the server stops. */
  readonly signal: AbortSignal;
}

/** A request of which nothing was held to a schema yet. */
export interface Caller {
  readonly params: Readonly<Record<string, string>>;
  /** By lower-case name; the first where it came twice. */
  header(name: string): string | undefined;
}

type None = Readonly<Record<string, never>>;

export interface RouteContract<
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Contracts extends Replies,
  Who extends Access,
  Answer extends ReplyOf<Contracts>,
> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** `/api/v1/changes/:id`; a last `*` takes the rest, as the parameter `*`. */
  readonly path: string;
  readonly summary: string;
  /** Nothing is open by forgetting it: a route without this does not compile, and does not start. */
  readonly access: Who;
  readonly params?: Params;
  /** Fields of the query that it does not name are refused. */
  readonly query?: Query;
  readonly body?: BodyContract<Body>;
  /**
   * For routes that are public because they know by themselves who may ask: does this caller have what it takes? Asked
   * before a byte of the body is read; whoever has not is answered like an address that is not there.
   */
  knows?(caller: Caller, services: Services): boolean | Promise<boolean>;
  /** What it answers when all goes well; problems are the same for every route. */
  readonly replies: Contracts;
  /** `oauth` speaks of errors as RFC 6749 5.2 does. Default: problem details. */
  readonly errors?: 'problem' | 'oauth';
  handle(
    request: RouteRequest<
      z.output<Params>,
      z.output<Query>,
      z.output<Body>,
      Who extends 'public' ? SignedIn | undefined : SignedIn
    >,
    services: Services,
  ): Answer | Promise<Answer>;
}

/** A route as the server and the generator of the OpenAPI document see it. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly summary: string;
  readonly access: Access;
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: BodyContract;
  knows?(caller: Caller, services: Services): boolean | Promise<boolean>;
  readonly replies: Replies;
  readonly errors?: 'problem' | 'oauth';
  handle(request: RouteRequest, services: Services): Reply | Promise<Reply>;
}

/** Declares a route; the types of what its handler gets and gives follow from its schemas. */
export function route<
  const Contracts extends Replies,
  const Who extends Access,
  const Answer extends ReplyOf<Contracts>,
  Params extends z.ZodType = z.ZodType<None>,
  Query extends z.ZodType = z.ZodType<None>,
  Body extends z.ZodType = z.ZodType<undefined>,
>(contract: RouteContract<Params, Query, Body, Contracts, Who, Answer>): Route {
  return contract;
}
