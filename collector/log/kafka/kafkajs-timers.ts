import { createRequire } from "node:module";

interface RequestQueue {
  readonly throttledUntil: number;
  readonly pending: readonly unknown[];
  scheduleCheckPendingRequests(): void;
}

let mended = false;

/** kafkajs 2.2.4 sets timers of minus the time since 1970 when it is not throttled, of which Node 24 warns on stderr. Those timers would find nothing pending: they are left out. */
export function mendKafkajsTimers(): void {
  if (mended) return;
  mended = true;
  const { prototype } = createRequire(import.meta.url)("kafkajs/src/network/requestQueue/index.js") as { readonly prototype: RequestQueue };
  const schedule = Reflect.get(prototype, "scheduleCheckPendingRequests");
  prototype.scheduleCheckPendingRequests = function (this: RequestQueue): void {
    if (this.pending.length > 0 || this.throttledUntil > Date.now()) schedule.call(this);
  };
}
