-- From which windows on a pin holds (none: all), who pinned it and from which alert. A name keeps one pin a beginning, so that what was pinned before stays known.
ALTER TABLE baseline_pins
    ADD COLUMN IF NOT EXISTS since_time DateTime64(3, 'UTC'),
    ADD COLUMN IF NOT EXISTS pinned_by String,
    ADD COLUMN IF NOT EXISTS alert_id String,
    MODIFY ORDER BY (model, name, since_time);
