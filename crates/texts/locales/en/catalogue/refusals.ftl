### What the service refuses, with the way out: the texts of `crates/server/src/api/refusal.rs`.

refused-no-relationship = The partner no longer has a relationship with this customer.
refused-no-partner = There is no such partner. PUT the partner first.
refused-role = The user's role may only read. Sign in as a user with the role AdminAgent or SalesAgent.
refused-no-creation = This partner account may not create customers. Ask the operator.
refused-no-sandbox-account = Customers of a production account cannot be deleted; only a sandbox account can do that.
refused-registration-number = The customer's country requires companyProfile.organizationRegistrationNumber.
refused-registration-number-invalid = The registration number has not the form of its country. Send one like { $sample }.
refused-phone-number = The customer's country requires billingProfile.defaultAddress.phoneNumber.
refused-etag = The etag is missing or no longer valid. GET the billing profile, apply the change to it, and send its etag in If-Match or in attributes.etag.
refused-segment-required = Education needs an educationSegment. Send K12 or HigherEducation.
refused-segment-unknown = The educationSegment is not a known one. Send K12 or HigherEducation.
refused-directory-role = The user holds none of the directory roles on this customer that GovernmentCommunityCloud requires.
refused-vetting-required = Education cannot be decided at once for this customer, and nothing was stored. Send POST /v1/customers/{"{"}id{"}"}/qualifications and follow its vettingStatus.
refused-vetting-denied = Customer tagging denied. Vetting decided: { $reason }.
refused-nothing-stored = Nothing was stored.
refused-no-review = There is no such review of this customer. GET the list of its reviews.
refused-nothing-to-decide = The customer has no Education record to decide about.
refused-no-customer = There is no such customer for this partner. Check the customer id, and the partner whose token is used.
refused-customer-limit = This sandbox account holds its { $count ->
        [one] { $count } customer
       *[other] { $count } customers
    }. Delete one first.
refused-code-required = GovernmentCommunityCloud needs a validation code. Send it as ?code= or as validationCode in the body.
refused-code-mismatch = The query and the body hold different validation codes. Send one, or the same in both.
refused-code-unknown = The validation code is not among this partner's codes. GET /v1/customers/all/validations lists them.
refused-code-exhausted = Validation code { $code } has no remaining creates. Ask for another code.
refused-domain-taken = The domain { $domain } belongs to a customer already. Choose another domain.
refused-members-missing = Required members are missing: { $members }. Send them all.
refused-not-settable = { $qualification } cannot be set here. Education and GovernmentCommunityCloud can; StateOwnedEntity can by POST.
refused-not-combinable = The customer's qualification { $current } does not combine with { $requested }. A qualification that is set cannot be taken back.
refused-in-review = The customer's { $qualification } is in review already; follow it with GET /v1/customers/{"{"}id{"}"}/qualifications.
refused-already-set = The customer's { $qualification } is set already; there is nothing to do.
refused-webhook-exists = The partner has a webhook registration already. Change it with PUT /webhooks/v1/registration.
refused-no-webhook = The partner has no such webhook. Register it first, or GET the list of webhooks.
refused-no-tests = The webhook is not registered for test-created. Add it to WebhookEvents with PUT /webhooks/v1/registration.
refused-webhook-disabled = The webhook is disabled and told of nothing. PUT it again to switch it on.
refused-no-delivery = The webhook was never told of an event with this id. GET its deliveries, or replay a range.
refused-too-many-webhooks = The partner has its { $count ->
        [one] { $count } webhook
       *[other] { $count } webhooks
    } already. Remove one that is not used.
refused-events-not-kept = Events behind this cursor are not kept any more, or it is from before a reset. Read on without a cursor, from the oldest event that is kept, and compare with the records themselves.
