import { describe, expect, test } from "vitest";
import type { RequestEvent } from "../../../collector/events/request-event.ts";
import { doubling, startServer, xs } from "../support/servers.ts";
import { infer, startTestSidecar } from "../support/sidecars.ts";
import type { TestSidecar } from "../support/sidecars.ts";

const requests = ({ log }: TestSidecar) => log.rows<RequestEvent>("tidemark.requests");

describe("request id", () => {
  const withId = JSON.stringify({ ...(JSON.parse(xs(1)) as object), id: "body" });
  test.each([
    ["the body's goes before headers", withId, { "x-request-id": "header", "ce-id": "ce" }, "body"],
    ["x-request-id goes before ce-id", xs(1), { "x-request-id": "header", "ce-id": "ce" }, "header"],
    ["ce-id", xs(1), { "ce-id": "ce" }, "ce"],
  ])("%s", async (_, body, headers: Record<string, string>, expected) => {
    await using model = await startServer(doubling);
    await using running = await startTestSidecar({ upstream: { url: model.url } });
    await infer(running, body, headers);
    await running.sidecar.flush();
    expect(requests(running)).toMatchObject([{ request_id: expected }]);
  });

  test("without any: a new one, a UUID of version 7", async () => {
    await using model = await startServer(doubling);
    await using running = await startTestSidecar({ upstream: { url: model.url } });
    await infer(running, xs(1));
    await running.sidecar.flush();
    expect(requests(running)[0]?.request_id).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  });
});
