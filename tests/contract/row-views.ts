import { describe, expect, it } from 'vitest';
import type { RowViews } from '../../domains/kernel/ports/row-views.ts';

/** What every side of the port `RowViews` does. */
export const rowViewsContract = (name: string, open: () => RowViews): void => {
  describe(`RowViews: ${name}`, () => {
    it('answers with the row, with its absence, or not at all', async () => {
      const [views, view] = [open(), crypto.randomUUID()];
      expect(await views.get(view, 'asha')).toBeUndefined();
      expect(
        await views.put(
          view,
          [
            { key: 'asha', text: '{"lines":1}' },
            { key: 'ravi', text: undefined },
          ],
          7n,
        ),
      ).toBe(true);
      expect(await views.get(view, 'asha')).toEqual({ text: '{"lines":1}' });
      expect(await views.get(view, 'ravi')).toEqual({ text: undefined });
      expect(await views.get(view, 'nobody')).toBeUndefined();
    });

    it('gives no answer that is older than the reader asks for', async () => {
      const [views, view] = [open(), crypto.randomUUID()];
      await views.put(view, [{ key: 'asha', text: 'old' }], 7n);
      expect(await views.get(view, 'asha', 8n)).toBeUndefined();
      await views.put(view, [], 8n);
      expect(await views.get(view, 'asha', 8n)).toEqual({ text: 'old' });
    });

    it('keeps the later row when an earlier one comes again', async () => {
      const [views, view] = [open(), crypto.randomUUID()];
      await views.put(view, [{ key: 'asha', text: 'later' }], 9n);
      await views.put(view, [{ key: 'asha', text: 'earlier' }], 8n);
      expect(await views.get(view, 'asha', 8n)).toEqual({ text: 'later' });
    });
  });
};
