/** An answer to a write whose outcome is not known yet: 202, and where to ask for it. */
export class LaterAnswer {
  readonly value: unknown;
  /** The path to poll, without the `/api/v1` prefix. */
  readonly path: string;
  constructor(value: unknown, path: string) {
    this.value = value;
    this.path = path;
  }
}
