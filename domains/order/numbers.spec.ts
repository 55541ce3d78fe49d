import { describe, expect, it } from 'vitest';
import { OrderId, UserId, VendorId } from '../../event-schemas/primitives.ts';
import { deciderSpec } from '../kernel/spec.ts';
import { invoiceDecider, SERIES_MAX } from './invoice/decider.ts';
import { NUMBERS_PER_DAY_MAX, orderNumberDecider, orderNumberDayId, orderNumberOf } from './number.ts';

const NOW = '2026-01-10T10:00:00.000Z';
const id = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;

describe('order numbers', () => {
  const given = deciderSpec(orderNumberDecider, NOW);
  const lease = (n: number, count = 50) => ({
    dayId: orderNumberDayId('2026-01-10'),
    day: '2026-01-10',
    leaseId: id(n),
    count,
  });
  it('are leased in blocks that never overlap', () => {
    given()
      .when({ type: 'LeaseOrderNumbers', data: lease(1) })
      .then({ type: 'OrderNumbersLeased', data: { ...lease(1), first: 1 } });
    given({ type: 'OrderNumbersLeased', data: { ...lease(1), first: 1 } })
      .when({ type: 'LeaseOrderNumbers', data: lease(2) })
      .then({ type: 'OrderNumbersLeased', data: { ...lease(2), first: 51 } });
    given({ type: 'OrderNumbersLeased', data: { ...lease(1), first: NUMBERS_PER_DAY_MAX - 50 } })
      .when({ type: 'LeaseOrderNumbers', data: lease(2) })
      .rejects('OrderNumbersExhausted');
  });
  it('name the day and have three digits at least', () => {
    expect([7, 12_345].map((n) => orderNumberOf('2026-01-10', n))).toEqual(['ORD-20260110-007', 'ORD-20260110-12345']);
  });
});

describe('tax documents', () => {
  const given = deciderSpec(invoiceDecider, NOW);
  const document = (n: number, kind: 'invoice' | 'creditNote' = 'invoice') => ({
    ...{ seriesId: id(1), documentId: id(n), kind, month: '2026-01', lines: [] },
    ...{ orderId: OrderId.parse(id(2)), userId: UserId.parse(id(3)), vendorId: VendorId.parse(id(4)) },
  });
  const issued = (n: number, serial: number, number: string) =>
    ({ type: 'TaxDocumentIssued', data: { ...document(n), serial, number, issuedAt: NOW } }) as const;
  it('are counted without a gap, sixteen characters at most', () => {
    given()
      .when({ type: 'IssueTaxDocument', data: document(10) })
      .then(issued(10, 1, 'INV/2601/00001'));
    given(issued(10, 1, 'INV/2601/00001'))
      .when({ type: 'IssueTaxDocument', data: document(11) })
      .then(issued(11, 2, 'INV/2601/00002'));
    given(issued(10, 1, 'INV/2601/00001'))
      .when({ type: 'IssueTaxDocument', data: document(10) })
      .then();
  });
  it('end with the last number of the month, which has sixteen characters', () => {
    const documentIds = (length: number) => ({ length, includes: () => false }) as unknown as readonly string[];
    const decide = (size: number) =>
      invoiceDecider.decide({ type: 'IssueTaxDocument', data: document(10) }, { documentIds: documentIds(size) }, NOW);
    expect(decide(SERIES_MAX - 1)).toMatchObject([{ data: { number: 'INV/2601/9999999' } }]);
    expect(decide(SERIES_MAX)).toMatchObject({ rejected: 'InvoiceSeriesFull' });
  });
});
