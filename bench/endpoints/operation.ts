import type { LoadClient } from '../support/load.ts';
import type { Life } from './life.ts';

/** Who sends a request: the life's own user, staff, a service, or somebody without a token. */
export type Sender = 'buyer' | 'admin' | 'secondAdmin' | 'service' | 'nobody';

export type Ask = {
  /** `buyer` unless told otherwise. */
  readonly as?: Sender;
  /** Instead of the sender's own token. */
  readonly token?: string;
  /** Values of the path's parameters; `userId` is the life's own unless given. */
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly body?: unknown;
  /** Instead of a body. */
  readonly form?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
};

/** What every life shares. */
export type World = {
  readonly client: LoadClient;
  readonly tokens: Readonly<Record<'admin' | 'secondAdmin' | 'service', string>>;
  /** A request that is not measured. @throws Error when it is refused. */
  call(life: Life, name: string, ask?: Ask): Promise<unknown>;
  tokenFor(userId: string): Promise<string>;
};

export type Operation = {
  /** As in the OpenAPI document: `POST /api/v1/cart/{userId}/items`. */
  readonly name: string;
  /** What is made ready for a life, unmeasured, before any life sends the operation. */
  readonly before?: (life: Life, world: World) => Promise<void>;
  readonly ask?: (life: Life, world: World) => Ask;
  /** Keeps what later operations need of the answer. */
  readonly learn?: (life: Life, body: unknown) => void;
  /** 200 to 299 unless told otherwise. */
  readonly expects?: number;
  readonly cpuMs?: number;
  readonly p95Ms?: number;
  /** A GET that changes something. */
  readonly writes?: boolean;
  /** Fewer lives for operations that are dear. */
  readonly lives?: number;
  /** Fewer lives that send it before it is measured, where the shop has room for few. */
  readonly warmUp?: number;
  /** The operation waits until so many seconds after another one: codes are sent to a contact once a minute. */
  readonly waits?: { readonly after: string; readonly seconds: number };
  /** What a reader of the figures should know. */
  readonly note?: string;
};

/** Budgets of single operations; every request has `P95_MS`. */
export const P95_MS = 50;
export const CPU_MS = { list: 1, detail: 0.5, search: 2, oneEvent: 0.7 } as const;
export const CART_LINE_P95_MS = 10;

const API = '/api/v1';
const OUTSIDE_API = /^\w+ \/(simulators|oauth|\.well-known)\//;
/** `POST /cart/guest` as the document names it. */
export const nameOf = (short: string): string => (OUTSIDE_API.test(short) ? short : short.replace(' /', ` ${API}/`));

/** An entry of the table; `short` is the operation's name without `/api/v1`. */
export const operation = (short: string, rest: Omit<Operation, 'name'> = {}): Operation => ({
  name: nameOf(short),
  ...rest,
});
