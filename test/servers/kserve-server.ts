import { columnsOf, grpcInfer, jsonCall } from "./server-under-test.ts";
import type { ServerUnderTest } from "./server-under-test.ts";

const POSITIONS = ["f0", "f1", "f2", "f3"];

/** KServe's SDK: protocol 1, and the Open Inference Protocol over HTTP and gRPC. */
export default {
  name: "kserve",
  ready: "/v2/health/ready",
  calls({ iris }) {
    const tensor = { inputs: [{ name: "input", shape: [3, 4], datatype: "FP64", data: iris.rows.flat() }] };
    const features = columnsOf(POSITIONS, iris.rows);
    const first = columnsOf(POSITIONS, iris.rows.slice(0, 1));
    return [
      jsonCall(
        "version 1, one",
        "/v1/models/iris:predict",
        { instances: iris.rows.slice(0, 1) },
        { features: first, predictions: { prediction: iris.pred.slice(0, 1) } },
        { model: "iris" },
      ),
      jsonCall("version 1, many", "/v1/models/iris:predict", { instances: iris.rows }, { features, predictions: { prediction: iris.pred } }, { model: "iris" }),
      jsonCall("version 2", "/v2/models/iris/infer", tensor, { features, predictions: { "output-0": iris.pred } }, { model: "iris" }),
      grpcInfer("gRPC", iris, { features, predictions: { "output-0": iris.pred } }),
      grpcInfer("gRPC, no such model", iris, { errorClass: "badInput" }, "none"),
      jsonCall("a wrong shape", "/v1/models/iris:predict", { instances: [[1, 2]] }, { errorClass: "badInput" }, { model: "iris" }),
      jsonCall("no such model", "/v1/models/none:predict", { instances: iris.rows }, { errorClass: "badInput" }, { model: "other" }),
      jsonCall("no JSON", "/v1/models/iris:predict", "{", { errorClass: "badInput" }, { model: "iris" }),
      { name: "health", path: "/v2/health/ready", stored: "nothing" },
    ];
  },
} satisfies ServerUnderTest;
