-- The rows of a database of schema 12, with something in every table that such a database may hold.

INSERT INTO settings (name, value)
VALUES ('signing-keys', x'010203');

INSERT INTO partners (id, name, is_sandbox_account, is_suspended, may_create_customers, world, created_at, revision)
VALUES (x'a0000000000000000000000000000001', 'Northlight', 1, 0, 1, zeroblob(16), 1767225600000000, 2);

INSERT INTO customers (partner_id, id, name_key, company_name, domain, domain_key, reseller_key, has_ended, created_at, qualification, status, reason, segment, website, opened_at, attempts, state_owned_at, revision)
VALUES (x'a0000000000000000000000000000001', x'c0000000000000000000000000000001', 'lakeside school', 'Lakeside School', 'lakeside.example', 'lakeside.example', 'mpn-1', 0, 1767225600000000, 'Education', 'Denied', 'Not an Academic Domain', 'K12', 'https://lakeside.example', 1767225600000000, 1, 1767225600000000, 1);
INSERT INTO customers (partner_id, id, name_key, company_name, domain, domain_key, has_ended, created_at, qualification, status, code, organization_name, opened_at, attempts, revision)
VALUES (x'a0000000000000000000000000000001', x'c0000000000000000000000000000002', 'żółta college', 'Żółta College', 'zolta.example', 'zolta.example', 0, 1767225600000000, 'GovernmentCommunityCloud', 'Approved', '481516', 'Lakeside County IT', 1767225600000000, 0, 0);
INSERT INTO customers (partner_id, id, name_key, company_name, domain, domain_key, has_ended, created_at, attempts, revision)
VALUES (x'a0000000000000000000000000000001', x'c0000000000000000000000000000003', 'gone', 'Gone', 'gone.example', 'gone.example', 1, 1767225600000000, 0, 0);

INSERT INTO customer_words (partner_id, word, customer_id)
VALUES (x'a0000000000000000000000000000001', 'lakeside', x'c0000000000000000000000000000001'),
    (x'a0000000000000000000000000000001', 'lakeside.example', x'c0000000000000000000000000000001'),
    (x'a0000000000000000000000000000001', 'school', x'c0000000000000000000000000000001'),
    (x'a0000000000000000000000000000001', 'c0000000000000000000000000000001', x'c0000000000000000000000000000001'),
    (x'a0000000000000000000000000000001', 'college', x'c0000000000000000000000000000002'),
    (x'a0000000000000000000000000000001', 'zolta.example', x'c0000000000000000000000000000002'),
    (x'a0000000000000000000000000000001', 'żółta', x'c0000000000000000000000000000002'),
    (x'a0000000000000000000000000000001', 'c0000000000000000000000000000002', x'c0000000000000000000000000000002');

INSERT INTO customer_details (partner_id, customer_id, commerce_id, registration_number, associated_partner_id, billing_profile_id, billing_profile, account_status, account_status_at, created_at, revision)
VALUES (x'a0000000000000000000000000000001', x'c0000000000000000000000000000001', x'cc000000000000000000000000000001', 'R-1', 'MPN-1', x'bb000000000000000000000000000001', '{"first_name":"Ana","last_name":null,"email":"it@lakeside.example","culture":"en-US","language":"en","company_name":"Lakeside School","default_address":{"country":"US","region":null,"city":"Redmond","state":"WA","address_line1":"1 Lake Road","address_line2":null,"postal_code":"98052","first_name":null,"last_name":null,"phone_number":null}}', 'Not Ready', 1767225600000000, 1767225600000000, 3);
INSERT INTO customer_details (partner_id, customer_id, commerce_id, billing_profile_id, billing_profile, created_at, revision)
VALUES (x'a0000000000000000000000000000001', x'c0000000000000000000000000000002', x'cc000000000000000000000000000002', x'bb000000000000000000000000000002', '{"first_name":null,"last_name":null,"email":"it@zolta.example","culture":"pl-PL","language":"pl","company_name":"Żółta College","default_address":{"country":"DE","region":null,"city":null,"state":null,"address_line1":null,"address_line2":null,"postal_code":null,"first_name":null,"last_name":null,"phone_number":null}}', 1767225600000000, 0);
INSERT INTO customer_details (partner_id, customer_id, commerce_id, billing_profile_id, billing_profile, created_at, revision)
VALUES (x'a0000000000000000000000000000001', x'c0000000000000000000000000000003', x'cc000000000000000000000000000003', x'bb000000000000000000000000000003', '{"first_name":null,"last_name":null,"email":"it@gone.example","culture":"en-US","language":"en","company_name":"Gone","default_address":{"country":"US","region":null,"city":null,"state":null,"address_line1":null,"address_line2":null,"postal_code":null,"first_name":null,"last_name":null,"phone_number":null}}', 1767225600000000, 0);

INSERT INTO tenant_domains (world, domain, partner_id, customer_id, created_at)
VALUES (zeroblob(16), 'gone.example', x'a0000000000000000000000000000001', x'c0000000000000000000000000000003', 1767225600000000);
INSERT INTO tenant_domains (world, domain, partner_id, customer_id, created_at)
VALUES (zeroblob(16), 'lakeside.example', x'a0000000000000000000000000000001', x'c0000000000000000000000000000001', 1767225600000000);
INSERT INTO tenant_domains (world, domain, partner_id, customer_id, created_at)
VALUES (zeroblob(16), 'zolta.example', x'a0000000000000000000000000000001', x'c0000000000000000000000000000002', 1767225600000000);


INSERT INTO approved_domains (world, domain, partner_id, customer_id, created_at)
SELECT zeroblob(16), 'approved.example', partner_id, id, created_at FROM customers WHERE has_ended = 1;

INSERT INTO validation_codes (partner_id, id, organization_name, max_creates, remaining_creates, changed_at, created_at, revision)
VALUES (x'a0000000000000000000000000000001', '481516', 'Lakeside County IT', 5, 4, 1767225600000001, 1767225600000000, 1);
INSERT INTO validation_codes (partner_id, id, organization_name, changed_at, created_at, revision)
VALUES (x'a0000000000000000000000000000001', '7777', 'Unlimited County', 1767225600000000, 1767225600000000, 0);

INSERT INTO directory_roles (partner_id, customer_id, user_id, role, created_at)
VALUES (x'a0000000000000000000000000000001', x'c0000000000000000000000000000001', x'e0000000000000000000000000000001', 'Helpdesk', 1767225600000000);

INSERT INTO audit_records (partner_id, ticks, customer_id, customer_name, user_name, application, operation, status, new_value, details, correlation_id, created_at)
VALUES (x'a0000000000000000000000000000001', 639028224000000000, x'c0000000000000000000000000000001', 'Lakeside School', 'ana@northlight.example', 'b0000000-0000-0000-0000-000000000001', 'add_customer', 'succeeded', '{"Domain":"lakeside.example"}', '[]', x'd0000000000000000000000000000001', 1767225600000000);
INSERT INTO audit_records (partner_id, ticks, customer_id, customer_name, user_key, application, operation, status, old_value, details, correlation_id, created_at)
VALUES (x'a0000000000000000000000000000001', 639028224000000001, x'c0000000000000000000000000000001', 'Lakeside School', 'https://id.example 1', 'b0000000-0000-0000-0000-000000000001', 'update_customer_qualification', 'failed', '{"Qualification":"None"}', '[["Qualification","GovernmentCommunityCloud"],["Refusal","a validation code is required"]]', x'd0000000000000000000000000000002', 1767225600000000);

INSERT INTO decisions (partner_id, sequence, id, customer_id, asked_for, opened_at, attempt, outcome, reason_code, rule, ruleset, dataset_versions, actor, part_hashes, previous_hash, hash, created_at)
VALUES (x'a0000000000000000000000000000001', 1, x'de000000000000000000000000000001', x'c0000000000000000000000000000001', 'Education', 1767225605000000, 1, 'needs-human', 'EDU_NO_EVIDENCE', 'E12', '1', '["psl-1","own-2"]', 'policy rules', x'61fdbe1c79eb942c073f4f7d9312c172f94636cf932bfe4d7da658d5753b19873e2ab8e40f66ff6dddf420c720a66e8ba4252080dfd4d19de0302b9383203454b60753964570dbce28627979d6c32c3a1e4871cbfe0b991ba7b6ea06dd0651b811c5084fa34d55b069392798878cff7f3a340975efac768dc99b336163c1a24202155afa7e8f5d08994a0e4eb127ff87563f4fa486cbb8d6ddb47b9d607e0aab', zeroblob(32), x'2193879c02a10a036accb09b0e41fb5f43e2cc5dcbd241270eb87e056c4bef20', 1767225606000000);
INSERT INTO decisions (partner_id, sequence, id, customer_id, asked_for, opened_at, attempt, outcome, reason_code, rule, ruleset, dataset_versions, actor, part_hashes, previous_hash, hash, created_at)
VALUES (x'a0000000000000000000000000000001', 2, x'de000000000000000000000000000002', x'c0000000000000000000000000000001', 'Education', 1767225605000000, 1, 'deny', 'OPERATOR_DECISION', 'operator', '-', '[]', 'olga@qualify.example', x'61fdbe1c79eb942c073f4f7d9312c172f94636cf932bfe4d7da658d5753b19873e2ab8e40f66ff6dddf420c720a66e8ba4252080dfd4d19de0302b938320345433521994303c73d82d5d4b9dbf75c425cde986d2de2b169020705fa8c003996811c5084fa34d55b069392798878cff7f3a340975efac768dc99b336163c1a242f3463ec49ea00d813b96f1371f2cebb44d129d11379d4335f608751f68467fe3', x'2193879c02a10a036accb09b0e41fb5f43e2cc5dcbd241270eb87e056c4bef20', x'16f801e273ce87071281ad20b04714580f07adf13f3752e5a08aabd8a4eafe8f', 1767225607000000);

INSERT INTO decision_texts (partner_id, sequence, salt, inputs, findings, rules, evidence, explanation, created_at)
VALUES (x'a0000000000000000000000000000001', 2, x'07070707070707070707070707070707', '{}', '[]', '["operator"]', '[]', 'An operator denied the request: Not an Academic Domain.', 1767225607000000);

INSERT INTO events (id, partner_id, sequence, customer_id, kind, data, audit_ticks, correlation_id, created_at)
VALUES (1, x'a0000000000000000000000000000001', 1, x'c0000000000000000000000000000002', 'qualification.approved', '{}', 639028224000000000, x'd0000000000000000000000000000001', 1767225600000000);

INSERT INTO event_horizons (partner_id, purged_to)
VALUES (x'a0000000000000000000000000000002', 0);

INSERT INTO dispatch (id, cursor)
VALUES (1, 2);

INSERT INTO endpoints (id, partner_id, form, url, target, events, event_names, description, has_own_signature_header, secret_version, previous_until, from_sequence, failures, failing_since, last_failed_at, due_at, has_leftovers, created_at)
VALUES (x'ed000000000000000000000000000001', x'a0000000000000000000000000000001', 'standard', 'https://hooks.partner.example/q', 'https://hooks.partner.example/q', 'qualification.approved,qualification.denied', '', 'The CRM', 0, 2, 1767312000000000, 0, 1, 1767225608000000, 1767225608000000, 1767225609000000, 0, 1767225601000000);

INSERT INTO deliveries (endpoint_id, event_sequence, partner_id, event_key, state, tries, attempts)
VALUES (x'ed000000000000000000000000000001', 1, x'a0000000000000000000000000000001', x'00000000000000000000000000000001', 'delivered', 1, 1);
INSERT INTO deliveries (endpoint_id, event_sequence, partner_id, event_key, state, tries, attempts, due_at)
VALUES (x'ed000000000000000000000000000001', 2, x'a0000000000000000000000000000001', x'00000000000000000000000000000002', 'pending', 1, 1, 1767225609000000);

INSERT INTO attempts (endpoint_id, event_sequence, number, status, duration_ms, created_at)
VALUES (x'ed000000000000000000000000000001', 1, 1, 204, 12, 1767225607000000);
INSERT INTO attempts (endpoint_id, event_sequence, number, fault, duration_ms, created_at)
VALUES (x'ed000000000000000000000000000001', 2, 1, 'no answer in time', 15000, 1767225608000000);

INSERT INTO webhook_tests (partner_id, report, endpoint_id, event_sequence, url, created_at)
VALUES (x'a0000000000000000000000000000001', x'd0000000000000000000000000000001', x'ed000000000000000000000000000001', 1, 'https://hooks.partner.example/q', 1767225606000000);

INSERT INTO reviews (id, partner_id, customer_id, kind, qualification, opened_at, state, priority, sla_due_at, country, language, reason_code, body, closed_at, created_at, revision)
VALUES (x'ce000000000000000000000000000001', x'a0000000000000000000000000000001', x'c0000000000000000000000000000001', 'request', 'Education', 1767225605000000, 'withdrawn', 3, 9223372036854775807, 'US', 'en', 'EDU_NO_EVIDENCE', '{"subject":{"id":"ce000000-0000-0000-0000-000000000001","key":{"partner":"a0000000-0000-0000-0000-000000000001","customer":"c0000000-0000-0000-0000-000000000001"},"kind":"request","qualification":"Education","opened_at":"2026-01-01T00:00:05Z","created_at":"2026-01-01T00:00:06Z","attempt":1,"country":"US","language":"en","domain":null,"reason_code":"EDU_NO_EVIDENCE"},"state":"withdrawn","sla":{"used":"PT0S","running_since":null,"warned_percent":0},"reviewers":[{"key":"https://id.example 1","name":"rita@qualify.example"}]}', 1767225607000000, 1767225606000000, 1);

INSERT INTO review_drafts (id, review_id, partner_id, customer_id, review_revision, owner_key, owner_name, is_lead, act, correlation_id, takes_effect_at, state, detail, ended_at, created_at)
VALUES (x'df000000000000000000000000000001', x'ce000000000000000000000000000001', x'a0000000000000000000000000000001', x'c0000000000000000000000000000001', 1, 'https://id.example 1', 'rita@qualify.example', 0, '"confirm"', x'd0000000000000000000000000000001', 1767225610000000, 'overtaken', 'raj@qualify.example', 1767225610000000, 1767225600000000);

INSERT INTO documents (id, review_id, media_type, bytes, hash, added_by, closed_at, created_at)
VALUES (x'dc000000000000000000000000000001', x'ce000000000000000000000000000001', 'application/pdf', 1234, x'0707070707070707070707070707070707070707070707070707070707070707', 'ana@northlight.example', 1767225607000000, 1767225606000000);

INSERT INTO replays (sequence, partner_id, key, presentation, outcome, created_at)
VALUES (1, x'a0000000000000000000000000000001', x'0707070707070707070707070707070707070707070707070707070707070707', 'pascal', '{"qualification":"Education","status":"InReview","reason":null,"opened_at":"2026-01-01T00:00:00Z"}', 1767225600000000);

INSERT INTO grants (id, user_id, application_id, generation, expires_at, created_at)
VALUES (x'10000000000000000000000000000001', x'a5000000000000000000000000000001', x'a6000000000000000000000000000001', 2, 4102444800000000, 1767225600000000);

INSERT INTO browser_sessions (secret_hash, id, person_key, person_name, as_whom, has_mfa, csrf_secret, user_agent, language, theme, last_seen_at, ends_at, expires_at, created_at)
VALUES (x'0707070707070707070707070707070707070707070707070707070707070707', x'5e000000000000000000000000000001', 'https://id.example 1', 'rita@qualify.example', '{"Staff":{"names":["rita@qualify.example"],"roles":["Reviewer"]}}', 1, zeroblob(32), 'Browser/1', 'pt-PT', 'dark', 1767225600000000, 4102444800000000, 4102444800000000, 1767225600000000);

INSERT INTO sign_in_attempts (sequence, state_hash, browser_hash, nonce, pkce_verifier, door, back_to, form, expires_at, created_at)
VALUES (1, x'0707070707070707070707070707070707070707070707070707070707070707', zeroblob(32), 'nonce', 'verifier', '"Partner"', '/dashboard', 'note=kept', 4102444800000000, 1767225600000000);
