-- What a window had when it was judged, so that what comes later is noticed. -1: not known, judged by an older version.
ALTER TABLE judged_windows ADD COLUMN IF NOT EXISTS seen Int64 DEFAULT -1;
ALTER TABLE judged_windows ADD COLUMN IF NOT EXISTS labels Int64 DEFAULT -1;
