import { v7 as uuidV7 } from 'uuid';
import { textAt, type Life } from '../life.ts';
import { operation, type Operation, type World } from '../operation.ts';

const COINS = 40;
/** So many that a second person has to agree. */
const MANY_COINS = 101;
const correction = (coins: number) => ({ as: 'admin', body: { coins, reason: 'parcel came late' } }) as const;
const waiting = (life: Life) => ({ path: { userId: life.userId, adjustmentId: life.recall('adjustment') } });
const askForMany = async (life: Life, world: World): Promise<void> => {
  const asked = await world.call(life, 'POST /wallet/{userId}/adjustments', correction(MANY_COINS));
  life.remember('adjustment', textAt(asked, 'adjustmentId'));
};

/** Each life's own coins. */
export const walletOperations: readonly Operation[] = [
  operation('POST /wallet/{userId}/grants', { ask: () => ({ as: 'admin', body: { coins: COINS } }) }),
  operation('POST /wallet/{userId}/shares', { ask: (life) => ({ body: { productId: life.recall('product') } }) }),
  operation('POST /wallet/{userId}/transfers', {
    expects: 409,
    ask: () => ({ body: { toUserId: uuidV7(), coins: 1 } }),
    note: 'always refused',
  }),
  operation('GET /wallet/{userId}'),
  operation('POST /wallet/{userId}/adjustments', { ask: () => correction(COINS) }),
  operation('POST /wallet/{userId}/adjustments/{adjustmentId}/refuse', {
    before: askForMany,
    ask: (life) => ({ as: 'secondAdmin', ...waiting(life) }),
  }),
  operation('POST /wallet/{userId}/adjustments/{adjustmentId}/approve', {
    before: askForMany,
    ask: (life) => ({ as: 'secondAdmin', ...waiting(life) }),
  }),
  operation('GET /wallet/{userId}/adjustments', { ask: () => ({ as: 'admin' }) }),
];
