/** Windows to judge in one go when a history is read. Hours look back on seven days, which a longer run of them shares; days and weeks carry more values each. */
export const CHUNK_WINDOWS = { "1h": 240, "1d": 64, "1w": 64 } as const;
