import { randomBytes } from 'node:crypto';
import type { Handler } from './grpc-server.ts';
import { encodeFrame } from './protobuf-writer.ts';
import { writeUuid } from './messages/shared.ts';

const LEADER = 8;
/** .NET ticks (100 ns since the year 1) at the Unix epoch. */
const UNIX_EPOCH_TICKS = 621_355_968_000_000_000n;

export interface GossipMember {
  readonly id: Buffer;
  readonly host: string;
  readonly port: number;
}

export const newMember = (host: string, port: number): GossipMember => ({ id: randomBytes(16), host, port });

/** A cluster of one: the node that answers, and it leads. The address is the one the client has reached. */
export function gossip(member: () => GossipMember): Handler {
  return async (call) => {
    await call.receiveOne();
    const { id, host, port } = member();
    call.write(
      encodeFrame((writer) =>
        writer.message(1, () => {
          writeUuid(writer, 1, { id, structured: false });
          writer.integer(2, UNIX_EPOCH_TICKS + BigInt(Date.now()) * 10_000n);
          writer.integer(3, LEADER);
          writer.boolean(4, true);
          writer.message(5, () => {
            writer.string(1, reachedHost(call.headers[':authority'], host));
            writer.integer(2, port);
          });
        }),
      ),
    );
    call.end();
  };
}

function reachedHost(authority: string | undefined, fallback: string): string {
  const host = authority?.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
  return host === undefined || host === '' ? fallback : host;
}
