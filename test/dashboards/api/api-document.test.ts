import { Validator } from "@seriousme/openapi-schema-validator";
import { describe, expect, test } from "vitest";
import { createApp } from "../../../dashboards/app.ts";
import { awayStore, demoConfig, testParts } from "../support/test-parts.ts";

interface Operation {
  readonly operationId?: string;
  readonly tags?: readonly string[];
  readonly requestBody?: object;
  readonly responses: Readonly<Record<string, { readonly description: string; readonly headers?: object }>>;
}
interface Document {
  readonly tags: readonly { readonly name: string }[];
  readonly servers: readonly { readonly url: string }[];
  readonly security: readonly object[];
  readonly components: { readonly securitySchemes: object };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

const documentOf = async (parts: ReturnType<typeof testParts>): Promise<Document> =>
  (await (await createApp(parts).request("/openapi.json", { headers: { authorization: "Bearer s3cret" } })).json()) as Document;
const document = await documentOf(testParts(awayStore));
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => [`${method} ${path}`, operation] as const),
);

describe("the OpenAPI document", () => {
  test("is valid", async () => {
    expect(await new Validator().validate(JSON.parse(JSON.stringify(document)) as Record<string, unknown>)).toEqual({ valid: true });
  });

  test("every operation has a name of its own", () => {
    const names = operations.map(([, { operationId }]) => operationId);
    expect(names.every((name) => /^[a-z][A-Za-z]+$/.test(name ?? ""))).toBe(true);
    expect(new Set(names).size).toBe(names.length);
  });

  test.each(operations)("%s: its tag is told of, and what may go wrong", (_name, { tags, requestBody, responses }) => {
    expect(document.tags.map(({ name }) => name)).toContain(tags?.[0]);
    expect(Object.keys(responses)).toEqual(expect.arrayContaining(["401", "403", "503", "504", ...(requestBody === undefined ? [] : ["413", "429"])]));
    for (const { description } of Object.values(responses)) expect(description).not.toBe("What was wrong");
    expect(responses["503"]?.headers).toHaveProperty("Retry-After");
  });

  test("a token is asked for where one is set, and may be left out where none is", async () => {
    expect(document.components.securitySchemes).toMatchObject({ bearerToken: { type: "http", scheme: "bearer" } });
    expect(document.security).toEqual([{}, { bearerToken: [] }]);
    expect((await documentOf(testParts(awayStore, { token: "s3cret" }))).security).toEqual([{ bearerToken: [] }]);
  });

  test("servers: where it is read, and the address that people use", async () => {
    expect(document.servers.map(({ url }) => url)).toEqual(["/"]);
    const named = await documentOf(testParts(awayStore, { config: { ...demoConfig, baseUrl: "https://models.example.org" } }));
    expect(named.servers.map(({ url }) => url)).toEqual(["/", "https://models.example.org"]);
  });
});

describe("/docs", () => {
  test("tells of every operation, without a store: its path, what it takes, how to ask it", async () => {
    const response = await createApp(testParts(awayStore)).request("/docs");
    const page = await response.text();
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/html; charset=UTF-8"]);
    for (const [name, { operationId }] of operations) {
      const [method = "", path = ""] = name.split(" ");
      expect(page).toContain(`<h3 id="${operationId}">${method.toUpperCase()} ${path}</h3>`);
      expect(page).toContain(`http://localhost${path}`);
    }
    expect(page).toContain("No token is asked for");
    expect(page).toMatch(/idempotency-key/i);
    expect(page).not.toMatch(/undefined|\[object/);
  });

  test("needs the token where one is set, and says how to send it", async () => {
    const app = createApp(testParts(awayStore, { token: "s3cret" }));
    expect((await app.request("/docs")).status).toBe(401);
    const page = await (await app.request("/docs", { headers: { authorization: "Bearer s3cret" } })).text();
    expect(page).toContain("authorization: Bearer $TOKEN");
    expect(page).not.toContain("s3cret");
  });
});
