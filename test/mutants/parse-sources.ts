import { join } from "node:path";
import type { SourceFile } from "typescript/unstable/ast";
import { API } from "typescript/unstable/sync";

/** The syntax trees of a project's files, as TypeScript itself reads them. @param root where its tsconfig.json lies @param files paths from there */
export function parseSources(root: string, files: readonly string[]): ReadonlyMap<string, SourceFile> {
  const api = new API({ cwd: root });
  try {
    const config = join(root, "tsconfig.json");
    const project = api.updateSnapshot({ openProjects: [config] }).getProject(config);
    return new Map(
      files.flatMap((file) => {
        const source = project?.program.getSourceFile(join(root, file));
        return source === undefined ? [] : [[file, source] as const];
      }),
    );
  } finally {
    api.close();
  }
}
