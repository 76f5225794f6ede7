import type { Access } from "./credentials.ts";

/** What the supervisor tells the child, once. */
export interface EngineOrder {
  readonly directory: string;
  /** 0: any free one. */
  readonly port: number;
  /** Whether another free port will do when this one is taken. */
  readonly anyPort: boolean;
  readonly access: Access;
  /** Room on the disk that inserts leave. */
  readonly minFreeBytes: number;
}

/** What the child answers, once. */
export type EngineMessage = { readonly kind: "ready"; readonly url: string } | { readonly kind: "failed"; readonly reason: string };
