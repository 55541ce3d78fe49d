import { z } from 'zod';

/** An amount of money as answers state it: whole paise. */
export const Money = z.object({ amount: z.int(), currency: z.literal('INR') });
export const money = (amount: number): z.infer<typeof Money> => ({ amount, currency: 'INR' });
