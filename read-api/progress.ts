/** Where projections stand, for reads that must not be older than a write. */
export type Progress = {
  positionOf(projection: string): bigint | undefined;
  /** True once every projection has reached the position, false when the time is over. */
  reached(projections: readonly string[], position: bigint, timeoutMs: number): Promise<boolean>;
};
