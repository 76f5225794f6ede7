/** Tells a person what is done; a line each. */
export type Progress = (line: string) => void;

export const toStderr: Progress = (line) => {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`);
};
