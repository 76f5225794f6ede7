import type { Dispatcher } from "undici";
import type { Call } from "../request-path/call.ts";
import { refusalBody, refuse } from "../request-path/refusal.ts";
import type { Refusal } from "../request-path/refusal.ts";
import type { Failure } from "../wire/exchange.ts";
import { endToEndHeaders } from "./end-to-end-headers.ts";

/** What the client's request was at fault for: undici says so before anything is sent, or when the body is not as long as it was said to be. */
const CLIENTS_FAULTS = new Set(["UND_ERR_INVALID_ARG", "UND_ERR_NOT_SUPPORTED", "UND_ERR_REQ_CONTENT_LENGTH_MISMATCH"]);
const TIMEOUTS = new Set(["UND_ERR_CONNECT_TIMEOUT", "UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT"]);

/** One request's way back: passes the model server's answer on as it comes, at the client's pace, and says 502 or 504 where there is none. */
export class ProxyExchange implements Dispatcher.DispatchHandler {
  readonly #call: Call;
  readonly #startedMs = performance.now();
  #controller: Dispatcher.DispatchController | undefined;
  #over = false;

  constructor(call: Call) {
    this.#call = call;
    call.response.once("close", () => this.#clientGone());
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#call.response.destroyed) controller.abort(new Error("the client closed the connection"));
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, _headers: unknown, reason = ""): void {
    if (status < 200) return;
    const { response } = this.#call;
    const headers = endToEndHeaders(rawList(controller.rawHeaders));
    this.#call.begin(status, headers);
    response.sendDate = false;
    response.writeHead(status, reason, headers);
    response.on("drain", () => controller.resume());
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#call.seen?.response.add(chunk);
    if (!this.#call.response.write(chunk)) controller.pause();
  }

  onResponseEnd(controller: Dispatcher.DispatchController): void {
    this.#over = true;
    this.#measure();
    const trailers = rawList(controller.rawTrailers);
    if (trailers.length > 0) this.#call.response.addTrailers(pairs(trailers));
    this.#call.response.end();
  }

  onResponseError(_controller: unknown, error: Error & { code?: string }): void {
    this.#over = true;
    this.#measure();
    const { request, response, seen } = this.#call;
    // A client that hung up ends the model server's request too; its own end says so.
    if (response.destroyed || (request.destroyed && !request.complete)) return;
    if (CLIENTS_FAULTS.has(error.code ?? "") && !response.headersSent) return this.refuseRequest(error.message);
    const timedOut = TIMEOUTS.has(error.code ?? "");
    const message = `the model server ${timedOut ? "took too long" : "could not be reached or broke off"} (${error.code ?? error.message})`;
    if (response.headersSent) {
      if (seen !== undefined && !response.writableEnded) seen.failure ??= { errorClass: "network", message };
      response.destroy();
    } else this.#refuse({ status: timedOut ? 504 : 502, error: message }, { errorClass: "network", message });
  }

  /** For a request that can't be passed on at all. */
  refuseRequest(why: string): void {
    this.#refuse({ status: 400, error: `passing the request on: ${why}` }, { errorClass: "badInput", message: why });
  }

  #refuse(refusal: Refusal, failure: Failure): void {
    this.#call.begin(refusal.status, [], failure);
    this.#call.seen?.response.add(refusalBody(refusal));
    refuse(this.#call.response, refusal);
  }

  #measure(): void {
    if (this.#call.seen !== undefined) this.#call.seen.upstreamMs = performance.now() - this.#startedMs;
  }

  /** The client hung up, or got an answer from the sidecar itself. */
  #clientGone(): void {
    if (!this.#over) this.#controller?.abort(new Error("the client closed the connection"));
  }
}

function rawList(raw: Dispatcher.DispatchController["rawHeaders"]): string[] {
  return Array.isArray(raw) ? raw.map((part) => (typeof part === "string" ? part : part.toString("latin1"))) : [];
}

function pairs(raw: readonly string[]): [string, string][] {
  return Array.from({ length: raw.length / 2 }, (_, i) => [raw[2 * i] ?? "", raw[2 * i + 1] ?? ""]);
}
