import { type Fault, other } from "./faults.ts";
import type { Role } from "./role.ts";

/** A role leaves in order where it is there, and joins where it is not. */
export function joinRandomly(role: Role): Fault {
  return other(`${role.name} leaves or joins`, () => {
    if (role.joined) return role.leave();
    role.join();
    return Promise.resolve();
  });
}
