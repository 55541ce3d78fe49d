import { z } from 'zod';
import { Instant, UserId } from '../../event-schemas/primitives.ts';
import { JsonText, Refusal, readRoute, type ReadContext, type ReadRoute } from '../../domains/kernel/routes.ts';
import { account } from '../../domains/user/index.ts';
import { allPages, KEPT_PARTS, wholeOrders, type KeptPart, type Part } from './user-export-parts.ts';

/** Parts that are the answer of a route about one person. Such a route is here, or the spec says why it is not. */
export const ROUTE_OF_PART = {
  profile: '/users/:userId',
  preferences: '/users/:userId/preferences',
  measurements: '/users/:userId/measurements',
  consents: '/users/:userId/consents',
  sessions: '/users/:userId/sessions',
  addresses: '/users/:userId/addresses',
  merges: '/users/:userId/merges',
  savedMethods: '/saved-methods/:userId',
  cart: '/cart/:userId',
  coins: '/wallet/:userId',
  storeCredit: '/store-credit/:userId',
  storeCreditStatement: '/store-credit/:userId/statement',
  coupons: '/coupons/user/:userId',
  priceWatches: '/users/:userId/price-watches',
  stockWatches: '/users/:userId/stock-watches',
  orders: '/orders/user/:userId',
} as const;
type PartName = keyof typeof ROUTE_OF_PART | KeptPart;

const AnyPart = z.record(z.string(), z.unknown());

const answerOf = (route: ReadRoute, userId: UserId, context: ReadContext): Promise<Part> =>
  allPages(async (cursor) => {
    const query = route.query?.parse(cursor === undefined ? {} : { cursor });
    const value = await route.run({ params: { userId }, query, body: undefined }, context);
    return (value instanceof JsonText ? JSON.parse(value.text) : (value ?? {})) as Part;
  });

const routesOf = (routes: readonly ReadRoute[]) =>
  (Object.entries(ROUTE_OF_PART) as [keyof typeof ROUTE_OF_PART, string][]).map(([name, path]) => {
    const route = routes.find((candidate) => candidate.path === path);
    if (route === undefined) throw new Error(`there is no route ${path} to export`);
    return { name, route };
  });

/**
 * Everything personal that is kept about a user, in one document. A part has the shape of its own route; of a list it has all
 * pages up to a limit, and `isWhole` says whether that was all.
 * @throws for a part whose route is not among `routes`
 */
export const userExport = (routes: readonly ReadRoute[]): ReadRoute => {
  const answered = routesOf(routes);
  const kept = Object.entries(KEPT_PARTS);
  const names = [...Object.keys(ROUTE_OF_PART), ...Object.keys(KEPT_PARTS)];
  return readRoute({
    tag: 'Users',
    allow: ['customer', 'vendor', 'influencer', 'reseller', 'support', 'admin'],
    owner: 'userId',
    standIns: ['admin'],
    firstParty: true,
    path: '/users/:userId/export',
    summary: 'All personal data of a user, to take away, soon after signing in or stepping up',
    freshProof: true,
    params: z.object({ userId: UserId }),
    reply: z.object({
      exportedAt: Instant,
      ...(Object.fromEntries(names.map((name) => [name, AnyPart])) as Record<PartName, typeof AnyPart>),
    }),
    projections: [
      ...new Set([
        ...answered.flatMap(({ route }) => route.projections),
        ...kept.flatMap(([, { projections }]) => projections),
      ]),
    ],
    run: async ({ params: { userId } }, context) => {
      const { state } = await context.facts(account, userId);
      if (state === undefined || state.status === 'erased') throw new Refusal('UserNotFound');
      const parts: Record<string, Part> = {};
      for (const { name, route } of answered) {
        const answer = await answerOf(route, userId, context);
        parts[name] = name === 'orders' ? await wholeOrders(answer, context) : answer;
      }
      for (const [name, { read }] of kept) parts[name] = await read(userId, context);
      return { exportedAt: context.now, ...parts };
    },
  });
};
