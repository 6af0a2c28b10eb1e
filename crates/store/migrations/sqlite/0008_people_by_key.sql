-- People are told apart by a key: the issuer of their tokens with the subject. Their names stand beside it, in body and
-- in holder. Of those who had a part before there were keys, the name is kept, as "name: " with it: a key of nobody.
ALTER TABLE reviews RENAME COLUMN first_reviewer TO first_reviewer_key;
ALTER TABLE reviews RENAME COLUMN second_reviewer TO second_reviewer_key;
ALTER TABLE reviews ADD COLUMN holder_key TEXT;

UPDATE reviews SET first_reviewer_key = 'name: ' || first_reviewer_key,
    second_reviewer_key = 'name: ' || second_reviewer_key, holder_key = 'name: ' || holder;

-- Which member of staff, and which people decided, as a JSON list; nothing where rules did.
ALTER TABLE audit_records ADD COLUMN user_key TEXT;
ALTER TABLE decisions ADD COLUMN decider_keys TEXT;
