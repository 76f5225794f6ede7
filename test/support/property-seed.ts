import * as fc from "fast-check";

/** Every property is tried on the same cases in each run, so that a failure is of the change under test. `npm run test:properties` takes new ones. */
const FIXED_SEED = 20261127;

fc.configureGlobal({
  seed: Number(process.env["PROPERTY_SEED"] ?? FIXED_SEED),
  ...(process.env["PROPERTY_RUNS"] === undefined ? {} : { numRuns: Number(process.env["PROPERTY_RUNS"]) }),
});
