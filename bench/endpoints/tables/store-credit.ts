import { textAt, type Life } from '../life.ts';
import { operation, type Operation, type World } from '../operation.ts';

/** One admin gives away a limited sum, and a limited number of times, in a day. */
const LIVES = 40;
const CARD_PAISE = 1_000;
const LITTLE_PAISE = 100;
/** So much that a second person has to agree. */
const MUCH_PAISE = 60_000;
const goodwill = (amountPaise: number) =>
  ({ as: 'admin', body: { amountPaise, reason: 'the parcel came late' } }) as const;
const waiting = (life: Life) => ({ path: { userId: life.userId, goodwillId: life.recall('goodwill') } });
const askForMuch = async (life: Life, world: World): Promise<void> => {
  const asked = await world.call(life, 'POST /store-credit/{userId}/goodwill', goodwill(MUCH_PAISE));
  life.remember('goodwill', textAt(asked, 'goodwillId'));
};
const issueCard = async (life: Life, world: World): Promise<void> => {
  const body = { count: 1, amountPaise: CARD_PAISE };
  const issued = await world.call(life, 'POST /gift-cards', { as: 'admin', body });
  life.remember('lostCard', textAt(issued, 'cards', 0, 'giftCardId'));
};

/** Each life's own gift cards and store credit. */
export const storeCreditOperations: readonly Operation[] = [
  operation('POST /gift-cards', {
    lives: LIVES,
    ask: () => ({ as: 'admin', body: { count: 1, amountPaise: CARD_PAISE } }),
    learn: (life, body) => {
      life.remember('card', textAt(body, 'cards', 0, 'giftCardId'));
      life.remember('cardCode', textAt(body, 'cards', 0, 'code'));
    },
    note: 'one card; all by one admin, whose limit of the day is one stream',
  }),
  operation('GET /gift-cards/{giftCardId}', {
    lives: LIVES,
    ask: (life) => ({ as: 'admin', path: { giftCardId: life.recall('card') } }),
  }),
  operation('POST /store-credit/{userId}/gift-cards', {
    lives: LIVES,
    ask: (life) => ({ body: { code: life.recall('cardCode') } }),
  }),
  operation('POST /gift-cards/{giftCardId}/cancel', {
    lives: LIVES,
    before: issueCard,
    ask: (life) => ({
      as: 'admin',
      path: { giftCardId: life.recall('lostCard') },
      body: { reason: 'lost in the post' },
    }),
  }),
  operation('POST /store-credit/{userId}/goodwill', {
    lives: LIVES,
    ask: () => goodwill(LITTLE_PAISE),
    note: 'all by one admin, whose limit of the day is one stream',
  }),
  operation('POST /store-credit/{userId}/goodwill/{goodwillId}/refuse', {
    lives: LIVES,
    before: askForMuch,
    ask: (life) => ({ as: 'secondAdmin', ...waiting(life) }),
  }),
  operation('POST /store-credit/{userId}/goodwill/{goodwillId}/approve', {
    lives: LIVES,
    before: askForMuch,
    ask: (life) => ({ as: 'secondAdmin', ...waiting(life) }),
  }),
  operation('GET /store-credit/{userId}/goodwill', { ask: () => ({ as: 'admin' }) }),
  operation('GET /store-credit/{userId}'),
  operation('GET /store-credit/{userId}/statement'),
];
