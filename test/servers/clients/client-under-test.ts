import type { InferenceRow } from "../../../collector/events/inference-row.ts";
import type { RequestEvent } from "../../../collector/events/request-event.ts";

/** A model server of ours that a client calls. */
export interface ClientUpstream extends AsyncDisposable {
  readonly url: string;
  /** Where it speaks gRPC, if it does. */
  readonly grpcUrl?: string;
}

/** One program that uses a published client of a protocol. */
export interface ClientUnderTest {
  readonly name: string;
  /** The folder whose virtual environment has the client. */
  readonly environment: string;
  /** What pip installs there. */
  readonly packages: readonly string[];
  /** Beside this file; called with the address as its argument (HTTP and gRPC alike), prints JSON. */
  readonly program: string;
  startUpstream(): Promise<ClientUpstream>;
  /** What it is to print, as it does without us. */
  readonly printed: unknown;
  /** What is to be stored of each request, in their order. */
  readonly requests: readonly Partial<RequestEvent>[];
  /** What is to be stored of each scored row, in their order: parts of it. */
  readonly rows: readonly Partial<InferenceRow>[];
}
