import { globSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { rolldown } from "rolldown";
import type { OutputChunk, Plugin } from "rolldown";

/** What a process or thread begins with, plugins, which are found by their folders, and `errors`, which a plugin that is dropped in may import. All else is in chunks that they share. */
const ENTRIES = [
  "main.ts",
  "errors.ts",
  "commands/*.ts",
  "commands/lib/rest-process.ts",
  "collector/clickhouse/engine/engine-process.ts",
  "serving/capture/capture-worker.ts",
  "analyzers/statistics/{methods,detectors,multivariate/methods}/*.ts",
  "serving/protocols/*.ts",
  "alerts/channels/*.ts",
];

/** Packages that stay where npm puts them: with native parts or files of their own, of which there must be one only, or that few commands need. */
const APART = /^(?:chdb|onnxruntime-node|lz4-napi|kafkajs|undici|protobufjs|nodemailer|@opentelemetry\/.+|@clickhouse\/.+)(?:\/|$)/;

const WHERE = "tidemark:where";
const CHUNKS = "chunks";

/**
 * The program as one file an entry and the chunks that these share, other packages' code in them: a command reads some dozen files in place of hundreds. Whatever asks where it lies (`import.meta`) is told where it would lie if nothing were bundled.
 * Licences of what is in them go to `third-party-licenses.txt`.
 * @param root the checkout. @param dist made in it
 */
export async function bundle(root: string, dist: string): Promise<void> {
  const files = globSync(ENTRIES, { cwd: root }).sort();
  const bundled = await rolldown({
    cwd: root,
    input: Object.fromEntries(files.map((file) => [file.replace(/\.ts$/, ""), join(root, file)])),
    platform: "node",
    external: (id) => id.startsWith("node:") || APART.test(id),
    plugins: [where(root)],
    logLevel: "warn",
  });
  const { output } = await bundled.write({
    dir: dist,
    format: "esm",
    entryFileNames: "[name].js",
    chunkFileNames: `${CHUNKS}/[name]-[hash].js`,
    codeSplitting: { groups: [{ name: "where", test: WHERE }] },
  });
  await bundled.close();
  const chunks = output.filter((file): file is OutputChunk => file.type === "chunk");
  writeFileSync(join(dist, "third-party-licenses.txt"), licenses(root, chunks));
}

/** Puts in place of `import.meta.url`, `.dirname` and `.filename` where the file would lie. */
function where(root: string): Plugin {
  return {
    name: "where",
    resolveId: (id) => (id === WHERE ? { id, moduleSideEffects: false } : undefined),
    load: (id) =>
      id === WHERE
        ? `import { fileURLToPath } from "node:url";
export const urlOf = (path) => new URL(\`../\${path}\`, import.meta.url).href;
export const fileOf = (path) => fileURLToPath(urlOf(path));`
        : undefined,
    transform(code, id) {
      if (id.includes("node_modules") || !/\bimport\.meta\b/.test(code) || id === WHERE) return undefined;
      const path = relative(root, id).replace(/\.ts$/, ".js");
      const placed = code
        .replaceAll(/\bimport\.meta\.url\b/g, `__urlOf(${JSON.stringify(path)})`)
        .replaceAll(/\bimport\.meta\.filename\b/g, `__fileOf(${JSON.stringify(path)})`)
        .replaceAll(/\bimport\.meta\.dirname\b/g, `__fileOf(${JSON.stringify(dirname(path))})`);
      return `${placed.startsWith("#!") ? placed.slice(0, placed.indexOf("\n") + 1) : ""}import { urlOf as __urlOf, fileOf as __fileOf } from ${JSON.stringify(WHERE)};\n${placed.replace(/^#!.*\n/, "")}`;
    },
  };
}

/** Name, version and licence of every package whose code is in the chunks. */
function licenses(root: string, chunks: readonly OutputChunk[]): string {
  const folders = new Set(
    chunks.flatMap(({ moduleIds }) => moduleIds).flatMap((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id.replaceAll("\\", "/")) ?? []),
  );
  return [...folders]
    .sort()
    .map((folder) => {
      const { name, version, license } = JSON.parse(readFileSync(join(root, relative(root, folder), "package.json"), "utf8")) as Record<string, string>;
      const text = readdirSync(folder)
        .filter((file) => /^(?:licen[cs]e|notice)/i.test(basename(file)))
        .map((file) => readFileSync(join(folder, file), "utf8").trim());
      return `${name} ${version} (${license})\n\n${text.join("\n\n")}\n`;
    })
    .join(`\n${"-".repeat(80)}\n\n`);
}
