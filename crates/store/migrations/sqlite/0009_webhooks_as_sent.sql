-- Where a receiver listens is kept as it was sent, in url; target is its normal form, which is compared and connected to.
-- A registration in Microsoft's form keeps the names it was made with, those that are never told among them.
ALTER TABLE endpoints ADD COLUMN target TEXT NOT NULL DEFAULT '';
ALTER TABLE endpoints ADD COLUMN event_names TEXT NOT NULL DEFAULT '';

UPDATE endpoints SET target = url;
UPDATE endpoints SET event_names = trim(
        CASE WHEN instr(events, 'test-created') > 0 THEN 'test-created' ELSE '' END || ','
        || CASE WHEN instr(events, 'qualification.') > 0 THEN 'customer-qualification-updated' ELSE '' END, ',')
    WHERE form = 'partner-center' AND removed_at IS NULL;
