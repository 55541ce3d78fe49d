import { z } from 'zod';
import { Id, VendorId, type MessageOf } from '../../../event-schemas/primitives.ts';
import { SizeChart } from './events.ts';

const one = { vendorId: VendorId, chartId: Id };
export const sizeChartCommands = {
  AddSizeChart: z.object({ ...one, chart: SizeChart }),
  ChangeSizeChart: z.object({ ...one, chart: SizeChart }),
  RemoveSizeChart: z.object(one),
};
export type SizeChartCommand = MessageOf<typeof sizeChartCommands>;
