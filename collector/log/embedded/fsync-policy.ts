/**
 * When appended messages are forced to the disk itself. A killed process loses nothing under any of them (the kernel has the bytes); they differ in a power cut.
 * `always`: before append resolves. A number: every so many milliseconds, so a power cut loses at most that. `never`: when the kernel sees fit.
 */
export type FsyncPolicy = "always" | "never" | number;
