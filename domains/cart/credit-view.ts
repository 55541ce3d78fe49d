import { z } from 'zod';
import { Money, money } from '../pricing/index.ts';

/** What the buyer's store credit would pay of the cart, if the order asks for it. */
export const CartCreditView = z.object({ available: Money, usable: Money, due: Money });

export const cartCreditView = (availablePaise: number, totalPaise: number): z.infer<typeof CartCreditView> => {
  const usablePaise = Math.min(availablePaise, totalPaise);
  return { available: money(availablePaise), usable: money(usablePaise), due: money(totalPaise - usablePaise) };
};
