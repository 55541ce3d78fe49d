import { it } from 'vitest';
import { sagaSpec } from '../domains/kernel/spec.ts';
import { id, NOW, userId } from '../domains/order/spec-examples.ts';
import { closeCredit } from './close-credit.ts';

it('store credit of an erased person is closed once', () => {
  const erased = {
    type: 'AccountErased',
    data: { userId, phoneId: id(5), emailId: null, erasedAt: NOW },
  } as never;
  const given = sagaSpec(closeCredit, NOW);
  given().when(erased).sends({ type: 'CloseStoreCredit', data: { userId } });
  given(erased).when(erased).sends();
});
