import { BODY_MEASUREMENTS, type BodyMeasurement, type ChartSize } from './events.ts';

/** A body in whole millimetres. */
export type Body = Readonly<Partial<Record<BodyMeasurement, number>>>;
/** How far a body is outside the range of a size; 0 inside, above 0 where the body is larger. */
export type Fit = {
  readonly measurement: BodyMeasurement;
  readonly bodyMm: number;
  readonly fromMm: number;
  readonly toMm: number;
  readonly offMm: number;
};
export type Recommendation = {
  readonly size: string;
  /** `high` when two or more measurements are inside the size; `low` when one is outside by more than a seam gives. */
  readonly confidence: 'high' | 'medium' | 'low';
  readonly fits: readonly Fit[];
};
export type NoRecommendation = { readonly reason: 'NothingInCommon' | 'OutsideChart' };

/** What a seam or a stretch gives. */
const SEAM_MM = 20;
/** Further outside than this no size of the chart is for this body. */
export const OFF_MM_MAX = 80;
/** Something too small cannot be worn, something too large can: being larger than the range counts twice. */
const TIGHT_WEIGHT = 2;

const fitOf = (
  measurement: BodyMeasurement,
  bodyMm: number,
  { fromMm, toMm }: Omit<Fit, 'measurement' | 'bodyMm' | 'offMm'>,
): Fit => ({
  ...{ measurement, bodyMm, fromMm, toMm },
  offMm: bodyMm > toMm ? bodyMm - toMm : Math.min(0, bodyMm - fromMm),
});
const fitsOf = ({ body: ranges }: ChartSize, body: Body): readonly Fit[] =>
  BODY_MEASUREMENTS.flatMap((measurement) => {
    const [bodyMm, range] = [body[measurement], ranges[measurement]];
    return bodyMm === undefined || range === undefined ? [] : [fitOf(measurement, bodyMm, range)];
  });

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const strain = (fits: readonly Fit[]): number =>
  mean(fits.map(({ offMm }) => (offMm > 0 ? TIGHT_WEIGHT * offMm : -offMm)));
/** Where ranges overlap, the size in whose middle the body is. */
const distanceToMiddle = (fits: readonly Fit[]): number =>
  mean(fits.map(({ bodyMm, fromMm, toMm }) => Math.abs(bodyMm - (fromMm + toMm) / 2)));

const confidenceOf = (fits: readonly Fit[]): Recommendation['confidence'] => {
  const furthest = Math.max(...fits.map(({ offMm }) => Math.abs(offMm)));
  if (furthest > SEAM_MM) return 'low';
  return furthest === 0 && fits.length > 1 ? 'high' : 'medium';
};

/**
 * The size of a chart that strains a body least: the mean distance outside the ranges over what chart and body both have,
 * tightness counted twice. Sizes that are compared by more measurements do not lose by it, since it is a mean. Pure.
 */
export const recommendSize = (sizes: readonly ChartSize[], body: Body): Recommendation | NoRecommendation => {
  const compared = sizes
    .map((each) => ({ size: each.size, fits: fitsOf(each, body) }))
    .filter(({ fits }) => fits.length > 0);
  const [best] = compared.sort(
    (a, b) => strain(a.fits) - strain(b.fits) || distanceToMiddle(a.fits) - distanceToMiddle(b.fits),
  );
  if (best === undefined) return { reason: 'NothingInCommon' };
  if (best.fits.some(({ offMm }) => Math.abs(offMm) > OFF_MM_MAX)) return { reason: 'OutsideChart' };
  return { ...best, confidence: confidenceOf(best.fits) };
};
