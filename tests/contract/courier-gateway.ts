import { describe, expect, it } from 'vitest';
import type { CourierGateway, ParcelRequest } from '../../domains/kernel/ports/courier-gateway.ts';

/** The other side of a courier gateway, as far as the contract must be able to look at it and to disturb it. */
export type CourierTarget = {
  readonly gateway: CourierGateway;
  /** A parcel with a reference of its own. */
  parcel(change?: Partial<ParcelRequest>): ParcelRequest;
  /** What the courier has under a reference, given up or not. */
  known(
    reference: string,
  ): Promise<readonly { readonly awb: string; readonly isCancelled: boolean; readonly actions: readonly object[] }[]>;
  /** A courier's scan, of which nobody is told. */
  scan(reference: string, status: 'pickedUp' | 'undelivered' | 'delivered', activity?: string): Promise<unknown>;
  /** Carries out the next call of each kind, and loses its answer. */
  loseAnswers(): Promise<unknown>;
};

/** What every courier gateway does. */
export const courierGatewayContract = (name: string, open: () => CourierTarget): void => {
  const booked = async (target: CourierTarget) => {
    const request = target.parcel();
    return { reference: request.reference, ...(await target.gateway.book(request)) };
  };
  const open_ = async (target: CourierTarget, reference: string) =>
    (await target.known(reference)).filter(({ isCancelled }) => !isCancelled);

  describe(`courier gateway: ${name}`, () => {
    it('books a parcel once, whether it is asked again or an answer is lost on the way', async () => {
      const target = open();
      const request = target.parcel();
      const first = await target.gateway.book(request);
      expect(first).toMatchObject({
        awb: expect.stringMatching(/^\w+$/) as string,
        courier: expect.any(String) as string,
      });
      expect(await target.gateway.book({ ...request, lookFirst: true })).toEqual(first);
      const unlucky = target.parcel();
      await target.loseAnswers();
      const second = await target.gateway.book(unlucky);
      for (const [reference, { awb }] of [
        [request.reference, first],
        [unlucky.reference, second],
      ] as const)
        expect(await target.known(reference)).toMatchObject([{ awb }]);
    });
    it('has a parcel collected on a day, which it says again when it is asked again', async () => {
      const target = open();
      const parcel = await booked(target);
      const pickup = await target.gateway.arrangePickup(parcel);
      expect(pickup.on).toMatch(/^\d{4}-\d\d-\d\d$/);
      expect(await target.gateway.arrangePickup(parcel)).toEqual(pickup);
    });
    it('gives the label as a PDF', async () => {
      const target = open();
      const { parcelId } = await booked(target);
      expect((await target.gateway.label(parcelId)).subarray(0, 5).toString()).toBe('%PDF-');
    });
    it('tells what was scanned, oldest first, with the same ids each time; nothing before the first scan', async () => {
      const target = open();
      const { reference, awb } = await booked(target);
      expect(await target.gateway.track(awb)).toEqual([]);
      await target.scan(reference, 'pickedUp');
      await target.scan(reference, 'undelivered', 'Customer not available');
      const scans = await target.gateway.track(awb);
      expect(scans).toMatchObject([{ status: 'pickedUp' }, { status: 'deliveryFailed', reason: 'notAtHome' }]);
      expect(new Set(scans.map(({ id }) => id)).size).toBe(2);
      expect(await target.gateway.track(awb)).toEqual(scans);
    });
    it('passes on what the buyer wants after a failed attempt, and is refused where none failed', async () => {
      const target = open();
      const { reference, awb } = await booked(target);
      const again = { action: 'deliverAgain', on: '2026-01-12', phone: '9876543210', note: 'Ring twice' } as const;
      await expect(target.gateway.answerFailure(awb, again)).rejects.toMatchObject({ failure: { code: 'refused' } });
      await target.scan(reference, 'undelivered', 'Door closed');
      await target.gateway.answerFailure(awb, again);
      await target.gateway.answerFailure(awb, { action: 'sendBack' });
      const [known] = await target.known(reference);
      expect(JSON.stringify(known?.actions[0])).toMatch(/2026-01-12.*Ring twice|Ring twice.*2026-01-12/);
      expect(known?.actions).toHaveLength(2);
    });
    it('gives a booking up, however often it is asked, and whether there is one or not', async () => {
      const target = open();
      const { reference } = await booked(target);
      await target.gateway.cancel(reference);
      await target.gateway.cancel(reference);
      await target.gateway.cancel('never-booked');
      expect(await open_(target, reference)).toEqual([]);
    });
    it('takes for a report about a parcel nothing else', () => {
      const { gateway } = open();
      for (const body of ['', '{', '[]', '{"order_id":1}', 'null'])
        expect(gateway.readReport(Buffer.from(body))).toBeUndefined();
    });
  });
};
