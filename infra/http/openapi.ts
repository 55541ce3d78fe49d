import { STEP_UP_REFUSALS, type ReadRoute, type WriteRoute } from '../../domains/kernel/routes.ts';
import { CURSOR_LENGTH_MAX, isPaged } from './page-cursor.ts';
import { LANGUAGE_PARAMETERS, parametersIn, READ_HEADERS, schemaOf, writeHeaders, type Json } from './openapi-parts.ts';

type Route = (WriteRoute & { readonly kind: 'write' }) | (ReadRoute & { readonly kind: 'read' });

export type OpenApiOptions = {
  readonly title: string;
  readonly version: string;
  readonly description: string;
  readonly writes: readonly WriteRoute[];
  readonly reads: readonly ReadRoute[];
  /** The one table from a refusal to its status. */
  readonly statusOf: (reason: string) => number;
  /** Paths that are not made from routes. */
  readonly otherPaths?: Readonly<Record<string, Json>>;
};

/** Codes that any route may answer with, besides its own refusals. */
const EDGE_CODES = {
  400: ['InvalidRequest', 'IdempotencyKeyMissing'],
  401: ['Unauthenticated', 'InvalidToken'],
  403: ['Forbidden'],
  404: ['NotFound', 'RouteNotFound'],
  406: ['NotAcceptable'],
  409: ['RequestInProgress'],
  412: ['RevisionMismatch'],
  413: ['BodyTooLarge'],
  415: ['UnsupportedMediaType'],
  422: ['IdempotencyKeyReused'],
  429: ['TooManyRequests'],
  500: ['InternalError'],
  503: ['TooMuchContention', 'ReadModelBehind', 'StoreUnavailable', 'UpstreamUnavailable'],
} as const satisfies Record<number, readonly string[]>;

const PROBLEM = (codes: readonly string[]): Json => ({
  type: 'object',
  description: 'An error as RFC 9457 describes it; `code` is one of a closed list, `detail` says how to put it right.',
  required: ['type', 'title', 'status', 'detail', 'instance', 'code'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    instance: { type: 'string' },
    code: { type: 'string', enum: codes },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['pointer', 'message'],
        properties: {
          pointer: { type: 'string', description: 'JSON pointer to the field' },
          message: { type: 'string' },
        },
      },
    },
  },
});

const problemAnswer = (codes: readonly string[]): Json => ({
  description: codes.join(', '),
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});

const refusalsOf = (route: Route): readonly string[] => [
  ...(route.freshProof === true ? STEP_UP_REFUSALS : []),
  ...(route.firstParty === true ? ['ThirdPartyNotAllowed'] : []),
  ...(route.kind === 'write' ? (route.refusals ?? []) : isPaged(route) ? ['InvalidCursor'] : []),
];

const byStatus = (route: Route, statusOf: OpenApiOptions['statusOf']): Map<number, string[]> => {
  const isPublic = route.allow.includes('public');
  const answers = new Map<number, string[]>();
  const add = (status: number, code: string): void =>
    void answers.set(status, [...new Set([...(answers.get(status) ?? []), code])]);
  for (const [status, codes] of Object.entries(EDGE_CODES)) {
    const applies = route.kind === 'write' ? status !== '404' : !['409', '412', '413', '415', '422'].includes(status);
    if (!applies || (isPublic && status === '403')) continue;
    for (const code of codes)
      if (route.kind === 'write' || !['IdempotencyKeyMissing', 'TooMuchContention'].includes(code))
        add(Number(status), code);
  }
  for (const reason of refusalsOf(route)) add(statusOf(reason), reason);
  return answers;
};

/** Whatever a list counts its pages by, its cursors are sealed text to whoever reads it. */
const readParameters = (route: Route): Json[] =>
  parametersIn('query', route.query).map((parameter) =>
    parameter['name'] === 'cursor'
      ? {
          ...parameter,
          required: false,
          description: 'The `next` of the page before, of the same list and sort.',
          schema: { type: 'string', maxLength: CURSOR_LENGTH_MAX },
        }
      : parameter,
  );

const isLocalised = (route: Route): boolean => route.kind === 'read' && route.localised === true;
const LANGUAGE_HEADERS = {
  'Content-Language': { schema: { type: 'string' } },
  Vary: { schema: { type: 'string', const: 'Accept-Language' } },
};
const LOCATION = { Location: { schema: { type: 'string' } } };

const operationOf = (route: Route, statusOf: OpenApiOptions['statusOf']): Json => {
  const parameters = [
    ...parametersIn('path', route.params),
    ...(route.kind === 'read' ? readParameters(route) : parametersIn('query', route.query)),
    ...(route.kind === 'write' ? writeHeaders(route) : READ_HEADERS),
    ...(isLocalised(route) ? LANGUAGE_PARAMETERS : []),
  ];
  const answers = [...byStatus(route, statusOf)]
    .sort(([a], [b]) => a - b)
    .map(([status, codes]) => [String(status), problemAnswer(codes)]);
  const [success, later] = route.kind === 'write' ? [route.status ?? 200].flat() : [200];
  const etag = { ETag: { schema: { type: 'string' } } };
  const headers = {
    ...etag,
    ...(route.kind === 'write' ? { 'X-Position': { schema: { type: 'string' } } } : {}),
    ...(isLocalised(route) ? LANGUAGE_HEADERS : {}),
  };
  const content = { 'application/json': { schema: schemaOf(route.reply, 'output') } };
  return {
    tags: [route.tag],
    summary: route.summary,
    operationId: `${route.kind === 'write' ? route.method.toLowerCase() : 'get'}${route.path.replace(/[/:.-]+(\w)/g, (_match, letter: string) => letter.toUpperCase())}`,
    ...(route.allow.includes('public')
      ? { security: [{}, { bearer: [] }] }
      : { security: [{ bearer: [] }], description: `Roles: ${route.allow.join(', ')}.` }),
    parameters,
    ...(route.kind === 'write' && route.body !== undefined
      ? { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(route.body, 'input') } } } }
      : {}),
    responses: {
      [success]: { description: 'Done', headers, content },
      ...(later === undefined
        ? {}
        : {
            [later]: { description: 'Not decided yet; ask at Location', headers: { ...headers, ...LOCATION }, content },
          }),
      ...(route.kind === 'read' ? { 304: { description: 'Not changed since If-None-Match', headers } } : {}),
      ...(Object.fromEntries(answers) as Json),
    },
  };
};

const tagsIn = (paths: Readonly<Record<string, Json>>): string[] =>
  Object.values(paths).flatMap((path) =>
    Object.values(path).flatMap((operation) => (operation as { tags: string[] }).tags),
  );

/** One OpenAPI 3.1 document for both APIs, made from the routes' own zod schemas. */
export const openApiDocument = (options: OpenApiOptions): Json => {
  const { writes, reads, statusOf, otherPaths = {} } = options;
  const routes: Route[] = [
    ...writes.map((route) => ({ ...route, kind: 'write' as const })),
    ...reads.map((route) => ({ ...route, kind: 'read' as const })),
  ];
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const path = `/api/v1${route.path.replace(/:(\w+)/g, '{$1}')}`;
    paths[path] = {
      ...paths[path],
      [route.kind === 'write' ? route.method.toLowerCase() : 'get']: operationOf(route, statusOf),
    };
  }
  const codes = [...new Set([...Object.values(EDGE_CODES).flat(), ...routes.flatMap(refusalsOf)])].sort();
  return {
    openapi: '3.1.0',
    info: {
      title: options.title,
      version: options.version,
      description: options.description,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: [...new Set([...routes.map(({ tag }) => tag), ...tagsIn(otherPaths)])].sort().map((name) => ({ name })),
    paths: Object.fromEntries(Object.entries({ ...paths, ...otherPaths }).sort(([a], [b]) => a.localeCompare(b))),
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        ...(Object.keys(otherPaths).length === 0 ? {} : { oauthClient: { type: 'http', scheme: 'basic' } }),
      },
      schemas: { Problem: PROBLEM(codes) },
    },
  };
};
