-- Whether a verdict of "ok" says nothing, since no change that matters would have shown (analyzers/findings/blind-spot.ts): the overview counts by it without reading evidence. NULL: judged by a version that did not write it.
ALTER TABLE findings ADD COLUMN IF NOT EXISTS blind Nullable(Bool) DEFAULT NULL;
