import type { Credentials } from "./credentials.ts";

/** What the supervisor tells the child, once. */
export interface EngineOrder {
  readonly directory: string;
  /** 0: any free one. */
  readonly port: number;
  readonly credentials: Credentials;
}

/** What the child answers, once. */
export type EngineMessage = { readonly kind: "ready"; readonly url: string } | { readonly kind: "failed"; readonly reason: string };
