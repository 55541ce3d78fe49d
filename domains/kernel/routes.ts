import type { z } from 'zod';
import { UserId, type AnyMessage, type Instant } from '../../event-schemas/primitives.ts';
import type { Aggregate, AnyAggregate } from './aggregate.ts';
import type { RecordedEvent } from './event-store.ts';
import type { Accepted, Folded, Outcome } from './handle.ts';
import type { Ports } from './ports/index.ts';
import type { Translator } from './ports/translations.ts';
import type { Sql } from './projection.ts';

export const ROLES = ['customer', 'vendor', 'influencer', 'reseller', 'support', 'admin', 'service'] as const;
export type Role = (typeof ROLES)[number];
/** Who asks: a person by access token, or a service by API key; `clientId` is a third party that acts for them, or for itself. */
export type Caller = {
  readonly userId: string;
  readonly roles: readonly Role[];
  readonly sessionId?: string;
  /** When the session was opened; unknown for tokens without a session. */
  readonly signedInAt?: Instant;
  readonly clientId?: string;
};

/** Who asks, on a route that is closed to callers without a token. */
export const callerIdOf = ({ caller }: { readonly caller: Caller | undefined }): UserId => UserId.parse(caller?.userId);

/** What a route with `freshProof` may be refused for, besides its own refusals. */
export const STEP_UP_REFUSALS = ['InsufficientUserAuthentication', 'ThirdPartyNotAllowed'] as const;

type Shape = z.ZodType | undefined;
type Parsed<S extends Shape> = S extends z.ZodType ? z.infer<S> : undefined;
type Inputs<P extends Shape, Q extends Shape, B extends Shape> = {
  readonly params: Parsed<P>;
  readonly query: Parsed<Q>;
  readonly body: Parsed<B>;
};

type RouteBase<P extends Shape, Q extends Shape> = {
  /** Without the `/api/v1` prefix, such as `/cart/:userId/items`. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  /** 'public' lets in callers without a token. Everything else needs one of these roles. */
  readonly allow: readonly (Role | 'public')[];
  /** The path parameter that must be the caller's own id, unless a stand-in asks. */
  readonly owner?: string;
  /** Roles that may act for the owner; when left out admin and service, and support where `allow` names it. */
  readonly standIns?: readonly Role[];
  /** Never by a third party for its user, who did not hand that on with a scope. */
  readonly firstParty?: true;
  /** Only soon after the person behind the session has proven who they are, and never by a third party for them. */
  readonly freshProof?: true;
  readonly params?: P;
  readonly query?: Q;
};

/** What a write may use. Commands get ids derived from the Idempotency-Key, so a repeated request repeats its commands. */
export type WriteContext = {
  readonly caller: Caller | undefined;
  readonly now: Instant;
  readonly commandId: string;
  readonly correlationId: string;
  readonly ip: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The bytes of the body as received; only where the route asks for `rawBody`. */
  readonly rawBody: Buffer | undefined;
  readonly ports: Ports;
  /** Carries out a command, or throws a Refusal that becomes the problem+json answer. */
  send<S, C extends AnyMessage, E extends AnyMessage, R extends string>(
    aggregate: Aggregate<S, C, E, R>,
    command: C,
  ): Promise<Accepted<S>>;
  /**
   * The same, but a refusal is returned. Commands that may be sent in another order when the request is repeated need a
   * `label` each, from which their ids are made instead of from the order.
   */
  attempt<S, C extends AnyMessage, E extends AnyMessage, R extends string>(
    aggregate: Aggregate<S, C, E, R>,
    command: C,
    label?: string,
  ): Promise<Outcome<S>>;
  /**
   * A command of this process rather than of the request, such as leasing a block of numbers: under an id of its own, and
   * without a part in the request's ETag.
   */
  aside<S, C extends AnyMessage, E extends AnyMessage, R extends string>(
    aggregate: Aggregate<S, C, E, R>,
    command: C,
  ): Promise<Outcome<S>>;
  /** The folded state of any stream, from the log. */
  facts<S, C extends AnyMessage, E extends AnyMessage, R extends string>(
    aggregate: Aggregate<S, C, E, R>,
    id: string,
  ): Promise<Folded<S>>;
  /** The read models, which may be behind the log by what is under way: for rare writes that need to look over many streams. */
  query<T>(statement: Sql): Promise<readonly T[]>;
  /** An id that is the same when the request is repeated. */
  newId(label: string): string;
  /**
   * Calls `check` at once and after each event of these streams until it answers something or the time is over; used to wait
   * for a saga, never as the only way to learn. `heard` are the streams that have had an event since the waiting began.
   */
  waitFor<T>(
    streams: readonly string[],
    check: (heard: ReadonlySet<string>) => Promise<T | undefined>,
    timeoutMs: number,
  ): Promise<T | undefined>;
};

export type WriteRoute<P extends Shape = Shape, Q extends Shape = Shape, B extends Shape = Shape> = RouteBase<P, Q> & {
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly body?: B;
  readonly reply: z.ZodType;
  readonly status?: 200 | 201 | 202 | readonly [settled: 200 | 201, later: 202];
  /** Reasons that this route can be refused for; they are listed in the OpenAPI document. */
  readonly refusals?: readonly string[];
  /** The answer holds credentials: it is not kept, and a repeated request is carried out again under the same command ids. */
  readonly secretAnswer?: boolean;
  /** For webhooks: the signature is over the bytes, and the sender has no Idempotency-Key. */
  readonly rawBody?: boolean;
  run(input: Inputs<P, Q, B>, context: WriteContext): Promise<unknown>;
};

/** What a read may use. */
export type ReadContext = Translator & {
  readonly caller: Caller | undefined;
  readonly now: Instant;
  /** The position that `Read-After` named; the route's projections have reached it. */
  readonly readAfter: bigint | undefined;
  readonly ports: Ports;
  query<T>(statement: Sql): Promise<readonly T[]>;
  facts: WriteContext['facts'];
  /** The recorded events of one stream, oldest first. */
  history(aggregate: AnyAggregate, id: string): Promise<readonly RecordedEvent[]>;
};

/** An answer that is a file and not JSON. */
export class FileAnswer {
  readonly bytes: Buffer;
  readonly contentType: string;
  readonly fileName: string;
  constructor(bytes: Buffer, contentType: string, fileName: string) {
    this.bytes = bytes;
    this.contentType = contentType;
    this.fileName = fileName;
  }
}

/** Ready-made JSON text: spares parsing and printing documents that PostgreSQL or a cache holds as text. */
export class JsonText {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type ReadRoute<P extends Shape = Shape, Q extends Shape = Shape> = RouteBase<P, Q> & {
  readonly reply: z.ZodType;
  /** Texts of the shop are in the reader's language, which `Accept-Language` or `?language=` names. */
  readonly localised?: true;
  /** The projections whose checkpoint must have reached `Read-After`. */
  readonly projections: readonly string[];
  /** Further ones, where it depends on the adapter of a port which they are. */
  readonly readModelsOf?: (ports: Ports) => readonly string[];
  /** The path parameter of the order whose buyer the answer names; that staff look is recorded, as on an owner's routes. */
  readonly namesBuyerOf?: string;
  /** Undefined answers 404. */
  run(input: Inputs<P, Q, undefined>, context: ReadContext): Promise<unknown>;
};

export const writeRoute = <P extends Shape = undefined, Q extends Shape = undefined, B extends Shape = undefined>(
  route: WriteRoute<P, Q, B>,
): WriteRoute => route;
export const readRoute = <P extends Shape = undefined, Q extends Shape = undefined>(
  route: ReadRoute<P, Q>,
): ReadRoute => route;

/** A refusal on its way from a route to the answer; `reason` is looked up in the one table of statuses. */
export class Refusal extends Error {
  readonly reason: string;
  readonly retryAfterSeconds: number | undefined;
  constructor(reason: string, detail?: string, retryAfterSeconds?: number) {
    super(detail ?? '');
    this.reason = reason;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
