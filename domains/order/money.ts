import { z } from 'zod';

export const Money = z.object({ amount: z.int(), currency: z.literal('INR') });
export const money = (amount: number): z.infer<typeof Money> => ({ amount, currency: 'INR' });
