-- Messages that the log had and could not give any more, by the table they were for: damaged, or deleted by retention before they were read.
ALTER TABLE ledger ADD COLUMN IF NOT EXISTS lost_in_log Map(LowCardinality(String), UInt64);
