import kafkajs from "kafkajs";
import { compressFrame, decompressFrame } from "lz4-napi";

/** Teaches kafkajs LZ4 (frames), for reading and writing. Once a process is enough; more do no harm. */
export function registerLz4(): void {
  kafkajs.CompressionCodecs[kafkajs.CompressionTypes.LZ4] = () => ({
    compress: (encoder: { readonly buffer: Buffer }) => compressFrame(encoder.buffer),
    decompress: (compressed: Buffer) => decompressFrame(compressed),
  });
}
