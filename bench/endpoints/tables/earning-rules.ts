import { textAt, type Life } from '../life.ts';
import { operation, type Operation, type World } from '../operation.ts';

/** Every rule that has not ended takes one of few places. */
const FEW = { warmUp: 2, lives: 8, note: 'the lives that there is room for' };
const terms = {
  name: 'Ten coins a piece',
  reward: { type: 'perPiece', coins: 10 },
  from: '2020-01-01T00:00:00.000Z',
  until: '2020-02-01T00:00:00.000Z',
};
const own = (life: Life) => ({ as: 'admin', path: { id: life.recall('rule') } }) as const;
const look = async (life: Life, world: World): Promise<void> => {
  const seen = await world.call(life, 'GET /earning-rules/{id}', own(life));
  life.remember('ruleRevision', textAt(seen, 'revision'));
};

/** Each life's own rule, of a time that is over. */
export const earningRuleOperations: readonly Operation[] = [
  operation('POST /earning-rules', {
    ...FEW,
    ask: () => ({ as: 'admin', body: terms }),
    learn: (life, body) => life.remember('rule', textAt(body, 'id')),
  }),
  operation('PUT /earning-rules/{id}', {
    ...FEW,
    ask: (life) => ({ ...own(life), body: { ...terms, name: 'Ten coins for each piece' } }),
  }),
  operation('POST /earning-rules/{id}/approve', {
    ...FEW,
    before: look,
    ask: (life) => ({
      ...own(life),
      as: 'secondAdmin',
      headers: { 'if-match': `"${life.recall('ruleRevision')}"` },
    }),
  }),
  operation('GET /earning-rules/{id}', { ...FEW, ask: own }),
  operation('GET /earning-rules', { ask: () => ({ as: 'admin' }), note: 'ten rules' }),
  operation('POST /earning-rules/{id}/end', { ...FEW, ask: own }),
];
