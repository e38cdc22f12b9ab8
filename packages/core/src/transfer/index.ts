/** The transfer room: moves media bytes to a platform by plans that are data. The hot path. */
export type { ByteRequest, ByteResponse, ByteSender } from "./byte-sender";
export { createNodeByteSender, type NodeByteSenderOptions } from "./create-node-byte-sender";
export { mediaOf } from "./send-part";
export type { TransferEnd } from "./transfer-end";
export { type PushPlan, transferMedia } from "./transfer-media";
export { beginProgress, type TransferProgress } from "./transfer-progress";
