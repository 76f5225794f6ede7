import { html } from "hono/html";
import type { Markup } from "../../charts/svg.ts";
import { layout } from "../layout.ts";
import { type ApiDocument, type Field, type Operation, operationsOf } from "./operations-of.ts";

/** The API in words: each operation with what it takes, what it answers and how to ask it from a shell. @param base where it is served. */
export function docsPage(document: ApiDocument, base: string, needsToken: boolean): Markup {
  const operations = operationsOf(document);
  const sections = (document.tags ?? []).map(
    ({ name, description = "" }) =>
      html`<section aria-labelledby="${name}">
        <h2 id="${name}">${name}</h2>
        <p>${description}.</p>
        ${operations.filter(({ tag }) => tag === name).map((operation) => section(operation, base, needsToken))}
      </section>`,
  );
  return layout({
    title: "Tidemark's API",
    links: [
      { href: "/", text: "Models" },
      { href: "/openapi.json", text: "OpenAPI document" },
    ],
    body: html`<h1>Tidemark's API</h1>
      <p class="lead">
        Everything the pages show, and labels. Clients can be made from <a href="/openapi.json">the OpenAPI 3.1 document</a>; what fails is answered as problem
        details (RFC 9457).
      </p>
      <p>
        ${needsToken ? "Every request needs the header Authorization: Bearer …, with what the file dashboards.tokenFile holds." : "No token is asked for: dashboards.tokenFile is not set."}
      </p>
      ${sections}`,
  });
}

function section(operation: Operation, base: string, needsToken: boolean): Markup {
  const { id, method, path, summary, description, parameters, body, answers } = operation;
  return html`<article aria-labelledby="${id}">
    <h3 id="${id}">${method} ${path}</h3>
    <p>${summary}. ${description}</p>
    <pre>${curl(operation, base, needsToken)}</pre>
    <details>
      <summary>What it takes and answers</summary>
      ${table("Parameters", parameters)} ${table("Body", body)}
      <table>
        <caption>
          Answers
        </caption>
        <tbody>
          ${answers.map(
            (answer) =>
              html`<tr>
                <th scope="row">${answer.status}</th>
                <td>${answer.description}</td>
              </tr>`,
          )}
        </tbody>
      </table>
      ${answers.map(({ status, fields }) => table(`In a ${status}`, fields))}
    </details>
  </article>`;
}

function table(caption: string, fields: readonly Field[]): Markup {
  if (fields.length === 0) return html``;
  return html`<table>
    <caption>
      ${caption}
    </caption>
    <thead>
      <tr>
        <th scope="col">name</th>
        <th scope="col">type</th>
        <th scope="col">what it is</th>
      </tr>
    </thead>
    <tbody>
      ${fields.map(
        ({ name, place, type, required, description }) =>
          html`<tr>
            <th scope="row">${name}</th>
            <td>${type}</td>
            <td>${[place === "" ? "" : `in the ${place}`, required ? "required" : "", description].filter((part) => part !== "").join("; ")}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function curl({ method, path, body }: Operation, base: string, needsToken: boolean): string {
  const token = needsToken ? ' -H "authorization: Bearer $TOKEN"' : "";
  const example = JSON.stringify(Object.fromEntries(body.filter(({ required }) => required).map(({ name, type }) => [name, type === "integer" ? 0 : "…"])));
  return `curl${method === "GET" ? "" : ` -X ${method}`} '${base}${path}'${token}${body.length === 0 ? "" : ` -H 'content-type: application/json' -d '${example}'`}`;
}
