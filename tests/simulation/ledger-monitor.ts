import type { RecordedEvent } from '../../domains/kernel/event-store.ts';
import type { Coupon } from '../../domains/coupon/state.ts';
import type { StoreCredit } from '../../domains/store-credit/state.ts';
import type { Wallet } from '../../domains/wallet/state.ts';
import { coinSpending } from '../../domains/policy/pricing.ts';
import { ledgerAccounts, type LedgerAccountRow } from '../../projections/ledger.ts';
import { LEDGER_TYPES, type LedgerEvent } from '../../projections/ledger-movements.ts';

type LedgerRecord = Parameters<typeof ledgerAccounts.evolve>[1];

const moves = (event: RecordedEvent): boolean => LEDGER_TYPES.includes(event.type as LedgerEvent['type']);
const coinsOf = (portions: readonly { readonly coins: number }[]): number =>
  portions.reduce((sum, { coins }) => sum + coins, 0) * coinSpending.value.coinPaise;

/** The ledger's read model, folded beside the log: its sum, and its accounts against the streams that they stand for. */
export class LedgerMonitor {
  readonly #rows = new Map<string, LedgerAccountRow>();
  #sum = 0;

  /** What is wrong after this event, `state` being that of its stream. */
  observe(event: RecordedEvent, state: unknown): string | undefined {
    if (!moves(event)) return undefined;
    const record = event as unknown as LedgerRecord;
    for (const account of ledgerAccounts.keysOf(record)) {
      const before = this.#rows.get(account);
      const after = ledgerAccounts.evolve(before, record, account)!;
      this.#sum += after.balance_paise - (before?.balance_paise ?? 0);
      this.#rows.set(account, after);
    }
    if (this.#sum !== 0) return `the ledger sums to ${this.#sum}`;
    if (event.stream.startsWith('wallet-')) return this.#wallet(event.stream.slice('wallet-'.length), state as Wallet);
    if (event.stream.startsWith('storeCredit-'))
      return this.#credit(event.stream.slice('storeCredit-'.length), state as StoreCredit);
    return event.stream.startsWith('coupon-')
      ? this.#coupon(event.stream.slice('coupon-'.length), state as Coupon)
      : undefined;
  }

  balance(account: string): number {
    return this.#rows.get(account)?.balance_paise ?? 0;
  }

  /** Accounts whose name begins so, with what follows in their name. */
  *accounts(prefix: string): Iterable<{ readonly id: string; readonly balancePaise: number }> {
    for (const [account, { balance_paise }] of this.#rows)
      if (account.startsWith(prefix)) yield { id: account.slice(prefix.length), balancePaise: balance_paise };
  }

  #wallet(userId: string, { lots, holds }: Wallet): string | undefined {
    const held = coinsOf(holds.flatMap(({ portions }) => portions));
    if (this.balance(`coins:${userId}`) !== coinsOf(lots)) return 'the ledger has other coins than the wallet';
    return this.balance(`coins-held:${userId}`) === held ? undefined : 'the ledger holds other coins than the wallet';
  }

  /** Credit is owed, so the ledger has it below zero. */
  #credit(userId: string, { freePaise, holds }: StoreCredit): string | undefined {
    const heldPaise = holds.reduce((sum, { amountPaise }) => sum + amountPaise, 0);
    if (-this.balance(`store-credit:${userId}`) !== freePaise) return 'the ledger owes other credit than the stream';
    return -this.balance(`store-credit-held:${userId}`) === heldPaise
      ? undefined
      : 'the ledger holds other credit than the stream';
  }

  #coupon(couponId: string, { discountPaise }: Coupon): string | undefined {
    const counted = this.balance(`coupon-held:${couponId}`) + this.balance(`coupon-used:${couponId}`);
    return counted === discountPaise ? undefined : `the ledger counts ${counted} of a budget used by ${discountPaise}`;
  }
}
