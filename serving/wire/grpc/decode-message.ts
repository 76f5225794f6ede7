import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type * as protobufTypes from "protobufjs";
import { messageOf, TidemarkError } from "../../../errors.ts";
import type { Message } from "../protocol.ts";
import { isGrpcType } from "./frame.ts";

let root: protobufTypes.Root | undefined;

/** Loaded by the first message: few sidecars see any, and every one starts sooner without. */
function definitions(): protobufTypes.Root {
  const protobuf = createRequire(import.meta.url)("protobufjs") as Pick<typeof protobufTypes, "parse">;
  return protobuf.parse(readFileSync(new URL("messages.proto", import.meta.url), "utf8"), { keepCase: true }).root;
}

/** Whether a message is gRPC's; its body is then one message without its frame. */
export function isGrpc({ headers }: Message): boolean {
  return isGrpcType(headers.get("content-type"));
}

/** A protobuf message by its type in `messages.proto`: fields that are not set have their defaults, 64-bit integers are their digits, bytes are Buffers, as whoever asks for the type knows.
 * @throws TidemarkError `input` when the bytes are no such message */
export function decodeMessage(type: string, body: Buffer): object {
  return objectOf(type, (found) => found.decode(body));
}

/** A message of its JSON form, likewise; keys as in `messages.proto`, bytes in base64. @throws TidemarkError `input` when it is none */
export function jsonMessage(type: string, json: Readonly<Record<string, unknown>>): object {
  return objectOf(type, (found) => found.fromObject(json));
}

function objectOf(type: string, read: (found: protobufTypes.Type) => protobufTypes.Message): object {
  try {
    root ??= definitions();
    const found = root.lookupType(`tidemark.${type}`);
    return found.toObject(read(found), { longs: String, defaults: true, arrays: true, objects: true, oneofs: true });
  } catch (error) {
    throw new TidemarkError("input", `reading a ${type}: ${messageOf(error)}`, { cause: error });
  }
}
