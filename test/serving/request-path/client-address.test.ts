import { expect, test } from "vitest";
import { clientAddress } from "../../../serving/request-path/client-address.ts";

test.each([
  ["an IPv4 address is itself", "192.0.2.7", "192.0.2.7"],
  ["an IPv4 address written as IPv6 is the same", "::ffff:192.0.2.7", "192.0.2.7"],
  ["an IPv6 address counts by its /64", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["however it is written", "2001:DB8:1:2::6", "2001:db8:1:2::/64"],
  ["zeros left out in front", "::1", "0:0:0:0::/64"],
  ["a zone is no part of it", "fe80::1%eth0", "fe80:0:0:0::/64"],
  ["a connection that is gone", undefined, ""],
])("%s", (_, remote, expected) => {
  expect(clientAddress(remote)).toBe(expected);
});
