/** Every limit of the server, in one place, with its unit and its reason. */

/** Largest gRPC message accepted, in bytes: what the real server's Streams service receives. */
export const MESSAGE_BYTES_MAX = 16 * 1024 * 1024;
/** Largest sum of data bytes of one append; the default of the real server. */
export const APPEND_DATA_BYTES_MAX = 1_048_576;
/** Longest stream name and event type, in UTF-8 bytes; the record keeps their lengths in 16 bits. */
export const STREAM_NAME_BYTES_MAX = 4_096;
export const EVENT_TYPE_BYTES_MAX = 4_096;
/** Events of one append; 40,000 is what the official client's own size test sends. */
export const APPEND_EVENTS_MAX = 100_000;
/** Bytes and requests one group commit takes; the rest waits for the next. */
export const COMMIT_BYTES_MAX = 8 * 1024 * 1024;
export const COMMIT_REQUESTS_MAX = 2_048;
/** Bytes waiting for the writer before connections are no longer read. */
export const WRITE_QUEUE_BYTES_MAX = 64 * 1024 * 1024;
export const WRITE_QUEUE_REQUESTS_MAX = 65_536;
/** Time a batch append may take on the server, in milliseconds: the real server's commit timeout. */
export const WRITE_TIMEOUT_MS_MAX = 2_000;
/** Unfinished correlation ids and their bytes on one batch append stream. */
export const BATCH_PENDING_MAX = 65_536;
export const BATCH_PENDING_BYTES_MAX = 64 * 1024 * 1024;
/** Rows and bytes of one page read from the log for one reader before other work gets its turn. */
export const PAGE_EVENTS_MAX = 256;
export const PAGE_BYTES_MAX = 256 * 1024;
/** Newest records kept in memory for live subscribers, in events and bytes. */
export const TAIL_EVENTS_MAX = 4_096;
export const TAIL_BYTES_MAX = 8 * 1024 * 1024;
/** Streams whose head, and whose metadata, are remembered. */
export const STREAM_CACHE_MAX = 100_000;
/** Ids of recent events remembered for idempotence; the real server keeps about as many. */
export const RECENT_EVENT_IDS_MAX = 100_000;
/** Open HTTP/2 streams (calls) per connection, and connections. */
export const CALLS_PER_CONNECTION_MAX = 10_000;
export const CONNECTIONS_MAX = 4_096;
/** Time a graceful stop waits for running appends, in milliseconds. */
export const STOP_MS_MAX = 10_000;
/** Prefixes in one filter. */
export const FILTER_PREFIXES_MAX = 1_024;
/** Longest regular expression of a filter, in characters, and the time one page of names may take, in milliseconds. */
export const FILTER_REGEX_CHARACTERS_MAX = 4_096;
export const FILTER_REGEX_MS_MAX = 500;
/** Answers of one filter remembered by name. */
export const FILTER_CACHE_MAX = 4_096;
/** Persistent subscription groups on one server, consumers of one group, and messages in flight to one consumer. */
export const PERSISTENT_GROUPS_MAX = 1_000;
export const PERSISTENT_CONSUMERS_MAX = 1_000;
export const PERSISTENT_IN_FLIGHT_MAX = 10_000;
/** Messages read ahead for one group whatever its settings say, and the bytes it may hold, in flight included. */
export const PERSISTENT_BUFFER_MAX = 10_000;
export const PERSISTENT_BYTES_MAX = 32 * 1024 * 1024;
/** Latencies remembered per consumer for its statistics. */
export const PERSISTENT_LATENCIES_MAX = 1_024;
