import { assert, constantFrom, array, property, string } from "fast-check";
import { describe, expect, test } from "vitest";
import { climbsOut, requestTarget } from "../../../serving/request-path/request-target.ts";

describe("the target of a request line", () => {
  test.each([
    ["a path is taken as it stands", "/a%2Fb//c?x=%20", ["Host", "h"], "/a%2Fb//c?x=%20"],
    ["of an address its path", "http://h/v2/x?y", ["Host", "h"], "/v2/x?y"],
    ["an address without a path", "http://h", ["Host", "h"], "/"],
    ["an address with a query alone", "http://h?x", ["Host", "h"], "/?x"],
    ["an IPv6 host", "/x", ["Host", "[::1]:8080"], "/x"],
    ["a host with a port", "/x", ["Host", "model_1.example:8080"], "/x"],
    ["no host", "/x", ["Host", ""], "/x"],
    ["hosts are the same in any case", "HTTP://H/x", ["host", "h"], "/x"],
  ])("%s", (_, url, headers, path) => {
    expect(requestTarget(url, headers)).toEqual({ kind: "path", path });
  });

  test.each([
    ["two Host headers", "/x", ["Host", "a", "host", "a"], "2 Host headers"],
    ["a Host that is none", "/x", ["Host", "["], "is no host"],
    ["a Host with a path", "/x", ["Host", "a/b"], "is no host"],
    ["a Host of other letters", "/x", ["Host", "\u00ff"], "is no host"],
    ["an address of another host", "http://evil/x", ["Host", "h"], "another"],
    ["an asterisk", "*", ["Host", "h"], "neither a path"],
    ["another scheme", "file:///etc/passwd", ["Host", "h"], "neither a path"],
    ["a host alone", "evil:80", ["Host", "h"], "neither a path"],
  ])("%s is refused", (_, url, headers, why) => {
    expect(requestTarget(url, headers)).toEqual({ kind: "refused", why: expect.stringContaining(why) as string });
  });
});

describe("a path that climbs out of where it begins", () => {
  test.each([
    "/..",
    "/../x",
    "/a/../../x",
    "/%2e%2e/x",
    "/.%2E/x",
    "/%252e%252e/x",
    "/..%2fx",
    "/..%5cx",
    "/..\\x",
    "/..;a=1/x",
    "/a/..%2f..%2fx",
    "/./../x",
    "//../x",
    "/..?x",
  ])("%s", (path) => {
    expect(climbsOut(path)).toBe(true);
  });

  test.each(["/", "/a/../b", "/...", "/a..b/x", "/x?y=/../..", "/a%2fb", "/..a", "/%2e/x"])("%s does not", (path) => {
    expect(climbsOut(path)).toBe(false);
  });

  test("what a URL parser resolves to a path above is always found", () => {
    const piece = constantFrom("..", "%2e%2e", ".", "a", "/", "%2f", "\\", "%2F..", "", ";x", "%2e");
    assert(
      property(array(piece, { maxLength: 12 }), string({ maxLength: 3 }), (pieces, end) => {
        const path = `/${pieces.join("/")}${end.replaceAll(/[?#]/g, "")}`;
        const resolved = new URL(`http://h/prefix${path}`).pathname;
        if (resolved !== "/prefix" && !resolved.startsWith("/prefix/")) expect(climbsOut(path)).toBe(true);
      }),
      { numRuns: 5_000, seed: 7 },
    );
  });
});
