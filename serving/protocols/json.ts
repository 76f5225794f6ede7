import { answerValue, bodyValue, csvOfEither, isCsv } from "../wire/body-value.ts";
import { urlEncodedFields } from "../wire/form.ts";
import { headerOf } from "../wire/headers.ts";
import { errorInBody, identityInBody, readJsonAnswer, readJsonRows } from "../wire/json-body.ts";
import { mapped } from "../wire/json-mapping.ts";
import type { JsonMapping } from "../wire/json-mapping.ts";
import { recordsToContent } from "../wire/json-rows.ts";
import { isPlainPath, routeBy } from "../wire/model-path.ts";
import type { Content, Message, Protocol, Route } from "../wire/protocol.ts";

const MODEL_PATHS = [/\/v1\/models\/(?<model>[^/:]+)(?:\/versions\/(?<version>[^/:]+))?:predict$/, /\/models\/(?<model>[^/]+)\/predict$/];

/** Plain JSON of one's own, as FastAPI, Flask and Ray Serve users write it: rows bare or under a key such as "instances" or "rows"; predictions under "predictions", "outputs", … or bare; or where a mapping says. Ray Serve's multiplexed model is the model. */
export function jsonProtocol(mapping: JsonMapping): Protocol {
  return {
    name: "json",
    route({ method, path, query }, headers) {
      if (method === "GET") return query !== "" && isPlainPath(path) ? {} : undefined;
      if (method !== "POST" && method !== "PUT") return undefined;
      for (const pattern of MODEL_PATHS) {
        const route = routeBy(pattern, path);
        if (route !== undefined) return route;
      }
      return isPlainPath(path) ? multiplexed(headers) : { guess: true, ...multiplexed(headers) };
    },
    likeness: () => 1,
    read: {
      request(message) {
        if (message.line.method === "GET") return recordsToContent([urlEncodedFields(message.line.query)]);
        if (isCsv(message)) return csvOfEither(message);
        const body = bodyValue(message, "a JSON request");
        return mapped(body, mapping.request, "f0", () => ({ ...readJsonRows(body), ...identityInBody(body) }));
      },
      response: (message, request) => answer(message, request, mapping),
    },
  };
}

export default jsonProtocol({ request: {}, response: {} });

function answer(message: Message, request: Content | undefined, mapping: JsonMapping): Content {
  const body = answerValue(message, "a JSON answer");
  return mapped(body, mapping.response, "prediction", () => {
    const error = errorInBody(body);
    if (error !== undefined) return { rows: 0, columns: [], error };
    return { ...readJsonAnswer(body, request?.rows), ...identityInBody(body) };
  });
}

function multiplexed(headers: readonly string[]): Route {
  const model = headerOf(headers, "serve_multiplexed_model_id");
  return model === undefined ? {} : { model };
}
