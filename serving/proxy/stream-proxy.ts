import type { Http2Session } from "node:http2";
import type { StreamCall } from "../request-path/call.ts";
import { climbsOut } from "../request-path/request-target.ts";
import { StreamExchange } from "./stream-exchange.ts";
import type { StreamLimits } from "./stream-exchange.ts";
import { openSession } from "./upstream-session.ts";
import type { Http2Address, UpstreamSession } from "./upstream-session.ts";

/** Passes streams of HTTP/2 on: each client's connection has one of its own to the model server, as it would have without us. */
export class StreamProxy implements Disposable {
  readonly #address: Http2Address;
  readonly #limits: StreamLimits;
  readonly #prefix: string;
  readonly #sessions = new Map<Http2Session, UpstreamSession>();

  constructor(address: Http2Address, limits: StreamLimits) {
    this.#address = address;
    this.#limits = limits;
    this.#prefix = address.url.pathname.replace(/\/$/, "");
  }

  handle(call: StreamCall): void {
    const client = call.stream.session;
    if (client === undefined) return;
    const prefix = call.isGrpc ? "" : this.#prefix;
    const path = call.headers[call.headers.indexOf(":path") + 1] ?? "/";
    if (prefix !== "" && climbsOut(path)) {
      const why = `passing the request on: the path leaves ${prefix}; expected one below it`;
      return call.refuse({ status: 400, error: why }, { errorClass: "badInput", message: why });
    }
    new StreamExchange(call, this.#limits).pass(this.#upstreamOf(client), this.#address.url.protocol.slice(0, -1), prefix);
  }

  [Symbol.dispose](): void {
    for (const { session } of this.#sessions.values()) session.destroy();
  }

  #upstreamOf(client: Http2Session): UpstreamSession {
    const known = this.#sessions.get(client);
    if (known !== undefined && !known.session.closed && !known.session.destroyed) return known;
    const opened = openSession(this.#address);
    if (known === undefined) client.once("close", () => this.#part(client));
    this.#sessions.set(client, opened);
    return opened;
  }

  #part(client: Http2Session): void {
    this.#sessions.get(client)?.session.close();
    this.#sessions.delete(client);
  }
}
