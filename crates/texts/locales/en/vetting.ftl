### What people read about a decision of vetting: a message for each reason, and one for each variant of it.
#
# The id is `vetting-`, the reason code in small letters with hyphens, and the name of the variant, if it is one. The value
# says what happened and why, for the partner: no other customer's data, nothing secret. `.next` says what the partner can do
# now, `.check-1`, `.check-2` what a reviewer looks at. Where a person looks, `vetting-person-looks` follows the value. Other
# languages have the same ids with the same attributes and places; they may select by what stands in a place.
#
# $name the legal name as sent   $host the host that decided   $listed the name that the evidence holds
# $source the title of the source of the evidence   $registers the titles of all that were looked into
# $suffix the suffix of the host   $country the country of the address, two letters   $evidence_country that of the evidence
# $second_country another one   $home the country in whose languages a host is written   $script the scripts of a host
# $word the words of the name that decided   $segment K12 or HigherEducation   $since a day   $days business days
#
# Checks have no place but $name: they are shown where nothing was looked up, too.

vetting-person-looks = A person looks at such a request, usually within { $days ->
        [one] 1 business day
       *[other] { $days } business days
    }.

# To partners all reasons that would tell of others read like this one.
vetting-kept-from-partners = The rules cannot tell whether the customer qualifies.
    .next = A letter of the institution or a current accreditation makes it faster.

vetting-qualification-not-settable = This qualification cannot be asked for.
    .next = Ask for Education, GovernmentCommunityCloud or StateOwnedEntity.

vetting-input-segment = The education segment is not a known one.
    .next = Send K12 or HigherEducation, or leave it out.

vetting-input-country = What was sent as the country names none of ISO 3166.
    .next = Send the two letters of the country, such as PL, or the three letters, such as POL, or leave it out.
    .check-1 = Ask for the country of the institution's address.

vetting-input-name = The customer has no legal name.
    .next = Set companyName in the billing profile to the name under which the institution is registered.
    .check-1 = Ask for the institution's registered name.

vetting-input-ip = An IP address is not a domain, so nothing can be looked up for it.
    .next = Send the institution's website or an e-mail address at its own domain.
    .check-1 = Ask for the institution's own domain.

vetting-input-public-suffix = The domain that was sent is a public suffix: many organisations stand below it, and it belongs to none of them.
    .next = Send the institution's own name below it.
    .check-1 = Ask for the institution's own domain.

vetting-input-reserved = The domain that was sent is a reserved name, which nobody can register.
    .next = Send the institution's website or an e-mail address at its own domain.
    .check-1 = Ask for the institution's own domain.

vetting-input-single = A single word is not a domain.
    .next = Send the institution's full domain, such as school.example.
    .check-1 = Ask for the institution's own domain.

vetting-input-host = What was sent as website or e-mail address holds no domain that can be looked up.
    .next = Send the institution's website as a URL, and an e-mail address at its own domain.
    .check-1 = Read the inputs as they were sent and ask for the institution's own domain.

vetting-already-qualified = The customer has this qualification already.
    .next = There is nothing to do.

vetting-qualification-conflict = The customer has a qualification that does not go together with this one.
    .next = Check which qualification the customer should have. One that is set cannot be taken back.

vetting-listed-not-eligible = An earlier finding ({ $source }) says that { $name } with { $host } is not eligible for education pricing.
    .next = If that finding is out of date, appeal, and send a current accreditation or a letter of the ministry.

vetting-listed-not-eligible-since = An earlier finding ({ $source }, { DATETIME($since, dateStyle: "medium") }) says that { $name } with { $host } is not eligible for education pricing.
    .next = If that finding is out of date, appeal, and send a current accreditation or a letter of the ministry.

vetting-no-domain = No website, e-mail address or domain was sent, so nothing could be looked up for { $name }.
    .next = Send the institution's website or an e-mail address at its own domain.
    .check-1 = Ask for the institution's own domain.
    .check-2 = Look for { $name } in the register of its country.

vetting-disposable = { $host } is a service for disposable mailboxes. Send the institution's own website or e-mail domain.
    .next = Then ask again: this request does not count as an attempt.

vetting-free-mail = { $host } is a public mailbox service. Send the institution's own website or e-mail domain.
    .next = Then ask again: this request does not count as an attempt.

vetting-overbroad-listing = { $host } is listed for education, but others than the institution use it too.
    .next = An e-mail address at a domain of the institution's own makes it faster.
    .check-1 = Is the domain that of a portal, a provider or a city with many users?
    .check-2 = What shows that { $name } itself is behind the request?

vetting-no-own-domain = { $host } is a name that every Microsoft tenant has. It proves nothing about { $name }.
    .next = Send the institution's website, or an e-mail address at its own domain.
    .check-1 = Ask for the institution's own domain.

vetting-idn = { $host } holds letters with marks or of another script (script: { $script }), which can imitate another name.
    .next = If the institution also has a domain in plain letters, send that.
    .check-1 = Read the punycode and the names of the scripts. Does the name imitate another?

vetting-idn-own-letters = { $host } holds letters with marks or of another script (script: { $script }). The languages of the country ({ COUNTRY($home) }) are written with them, so that this is no suspicion; the domain is only compared with the institution's name.
    .next = Nothing need be sent. If the institution also has a domain in plain letters, that makes it faster.
    .check-1 = Does the domain say { $name }? Letters of the country's own languages are no reason to doubt.

vetting-personal-page = The website that was sent is the page of a person. It shows who the person is, not who the institution is.
    .next = Send the institution's own front page.
    .check-1 = Does the person speak for { $name }?

vetting-stoplisted = Mailboxes at { $host } are known not to speak for an institution.
    .next = An e-mail address of the institution's staff, or its main website, makes it faster.
    .check-1 = The entry of the stop-list speaks of mailboxes, not of eligibility. Is { $name } the institution itself?
    .check-2 = Who writes from the domain: staff, students, alumni, or somebody else?

vetting-abused = Mailboxes at { $host } have been abused before. That says nothing about whether { $name } is eligible.
    .next = A letter of the institution or a current accreditation makes it faster.
    .check-1 = The institution may well be real: do not deny because of the abuse list.
    .check-2 = Does the address in the request match that of the institution's register?

vetting-members-mail = { $host } gives mail to students, alumni or guests of an institution, so it does not show that the institution itself asks.
    .next = An e-mail address of the institution's staff, or its main website, makes it faster.
    .check-1 = Who writes from the domain: staff, students, alumni, or somebody else?
    .check-2 = What shows that { $name } itself is behind the request?

vetting-country-mismatch = The country of the address is { COUNTRY($country) }, and { $host } is for institutions of another one: { COUNTRY($evidence_country) }.
    .next = Check the country of the billing profile, or send a domain of the institution in that country.
    .check-1 = Is it a branch abroad, a wrong address, or somebody else's domain?

vetting-country-mismatch-listings = { $host } is listed for institutions of two countries: { COUNTRY($evidence_country) } and { COUNTRY($second_country) }.
    .next = Nothing need be sent. A document that shows where the institution is makes it faster.
    .check-1 = Which of the two is { $name }: a branch abroad, or another institution?

vetting-gov-school-district = { $host } is registered to the school district { $listed } in the .gov registry.
    .next = There is nothing to do.

vetting-name-mismatch = The name on file for { $host } is { $listed }; you sent { $name }. Lists often hold the English name of an institution.
    .next = Nothing need be sent. If the institution has an English name, that name makes it faster.
    .check-1 = Is { $name } a former, translated or short name of the institution that is listed?
    .check-2 = Is { $name } a part of it, a company that serves it, or somebody else?

vetting-name-mismatch-government = The name on file for { $host } in the .gov registry is { $listed }; you sent { $name }.
    .next = Nothing need be sent. If both are the same body, a document that holds both names makes it faster.
    .check-1 = Is { $name } a part of the body in the registry, or its former or short name?
    .check-2 = Is { $name } a company that serves it, or somebody else?

vetting-segment-mismatch = The evidence for { $host } speaks of another kind of school than { $segment }.
    .next = Check educationSegment: K12 is for schools up to secondary level, HigherEducation for universities and colleges.
    .check-1 = Which segment does { $name } belong to?

vetting-segment-mismatch-listings = { $host } is listed both as a school up to secondary level and as a university or college.
    .next = Nothing need be sent. The name under which { $name } is registered as one of the two makes it faster.
    .check-1 = Which segment does { $name } belong to?

vetting-gov-domain = { $host } belongs to a government body, which is not a school in itself.
    .next = If it runs schools, send the name under which the schools are registered; for government pricing ask for GovernmentCommunityCloud.
    .check-1 = Is it an administrative office or a board of schools?

vetting-military = { $host } belongs to the military.
    .next = Send the accreditation of the school.
    .check-1 = Is it an accredited institution, or a training unit?

vetting-shared-platform = { $host } is a name on a platform on which anybody can have one. It proves nothing about { $name }.
    .next = Send the institution's own domain.
    .check-1 = Ask for the institution's own domain.
    .check-2 = Look for { $name } in the register of its country.

vetting-shared-platform-listed = { $host } is listed for { $listed }, but others than the institution have a name there too.
    .next = An e-mail address at a domain of the institution's own makes it faster.
    .check-1 = Is { $name } the institution that is listed, or another user of the platform?
    .check-2 = What shows that { $name } itself is behind the request?

vetting-affiliate-or-non-teaching = The name { $name } holds a word for something that is not teaching by itself: { $word }.
    .next = Send what shows that the organisation is an institution, or wholly owned and run by one.
    .check-1 = Is it an institution, a part of one, or an affiliate of one?
    .check-2 = Public libraries and museums have tests of their own.

vetting-library = { $host } is in the space of public libraries, which have a test of their own.
    .next = Send what shows that the library is open to all residents.
    .check-1 = Is the library open to all residents without a fee?

vetting-edu-dataset = { $host } is listed as { $listed } in { $source }, and we take { $listed } and { $name } for the same institution.
    .next = There is nothing to do.

vetting-edu-dataset-same-name = { $host } is listed as { $listed } in { $source }, which is the name that you sent.
    .next = There is nothing to do.

vetting-listed-not-teaching = { $host } is listed as { $listed } in { $source }, and that name speaks of research rather than of teaching.
    .next = An accreditation as a place of teaching, or the register in which { $name } stands, makes it faster.
    .check-1 = Does { $name } teach and award degrees or certificates, or is it an institute of research?

vetting-suffix-itself = { $host } is a suffix below which many institutions stand. It belongs to none of them.
    .next = Send the institution's own name below it.
    .check-1 = Ask for the institution's own domain.

vetting-name-belongs-to-other-domain = An institution named { $name } is listed for another domain than { $host }.
    .next = Send the institution's main domain, or what shows that { $host } is its own too.
    .check-1 = Does the institution of that name know the domain that was sent?

vetting-name-implausible = { $host } is below .{ $suffix }, where others than institutions can have a name too, and the name { $name } does not say that it is one.
    .next = Send the full registered name, or the accreditation.
    .check-1 = What is { $name }: a school, a learned society, an office, or something else?

vetting-name-implausible-research = { $host } is below .{ $suffix }, where others than institutions can have a name too, and the name { $name } holds a word for research or a learned society rather than for teaching: { $word }.
    .next = An accreditation as a place of teaching makes it faster.
    .check-1 = Does { $name } teach and award degrees or certificates, or is it an institute of research or a learned society?

vetting-name-implausible-government = { $host } is below .{ $suffix }, which is for bodies of the US government, and the name { $name } does not say which of them it is.
    .next = Send the full official name of the body, or the law or decision that made it one.
    .check-1 = What is { $name }: a public body of the kind that the suffix is for, a part of one, or a company that serves it?

vetting-name-implausible-locality = { $host } is a name for the public bodies of a locality of the United States, and the name { $name } is not evidently the name of one.
    .next = Send the full official name of the body with the name of the place, such as City of Springfield.
    .check-1 = Is { $name } the body of that place, a part of it, or somebody else?

vetting-edu-suffix-a = { $host } is below .{ $suffix }, where only education institutions are admitted, and { $name } is a plausible name of one.
    .next = There is nothing to do.

vetting-edu-suffix-b = { $host } is below .{ $suffix }, whose registry checks its members, and { $name } is the name of an institution.
    .next = There is nothing to do.

vetting-edu-no-evidence = We looked for { $name } with { $host } in these sources and did not find it: { $registers }. A name such as { $host } is open to anybody, so that it proves nothing by itself.
    .next = Papers make it faster: the accreditation, a letter of the ministry, or the entry in the register of schools. Hand them in with the review of the request, as PDF, PNG or JPEG.
    .check-1 = Look for { $name } in the register of its country.
    .check-2 = Do the website, the e-mail domain and the address belong together?

vetting-edu-no-evidence-no-lists = This installation has no list of institutions in which it could look for { $name } with { $host }, and { $host } by itself proves nothing.
    .next = Papers make it faster: the accreditation, a letter of the ministry, or the entry in the register of schools. Hand them in with the review of the request, as PDF, PNG or JPEG.
    .check-1 = Look for { $name } in the register of its country.
    .check-2 = Do the website, the e-mail domain and the address belong together?

vetting-gcc-code-missing = Government Community Cloud needs a validation code.
    .next = Send the code that was issued to you for this customer.

vetting-gcc-code-unknown = The validation code is none of yours.
    .next = Check the code; the list of your codes shows all of them.

vetting-gcc-code-exhausted = The validation code has no units left.
    .next = Ask for another code.

vetting-gcc-code-org-mismatch = The validation code was issued for another organisation than { $name }.
    .next = Check that the right code was used.
    .check-1 = Was the code issued for a body to which { $name } belongs?

vetting-gcc-not-us = Not a US government body: the country of the address is { COUNTRY($country) }, and Government Community Cloud is for bodies of the United States.
    .next = There is nothing to do, unless the country of the address is wrong.

vetting-gcc-not-us-host = Not a US government body: { $host } is for bodies of another country or of several, and Government Community Cloud is for those of the United States.
    .next = There is nothing to do, unless the body has a domain of the US government.

vetting-gov-registry = { $host } is registered to { $listed } in the .gov registry.
    .next = There is nothing to do.

vetting-gov-not-in-registry = { $host } is not in the .gov registry.
    .next = Check the spelling of the domain.
    .check-1 = Is the domain new, expired, or misspelt?

vetting-gov-suffix = { $host } is below .{ $suffix }, which only bodies of the US government have, and { $name } is the name of one.
    .next = There is nothing to do.

vetting-gov-locality = { $host } is the name of a locality of the United States, and { $name } is the body of that locality.
    .next = There is nothing to do.

vetting-gov-private-body = The name { $name } holds a word for a private body beside the one that { $host } belongs to: { $word }.
    .next = If it is a part of the government, send the law or the decision that made it one. Holders of regulated data show that by their contracts.
    .check-1 = Is { $name } a part of the body that holds the domain, or a company or an association beside it?

vetting-gov-no-evidence = Nothing that we know says that { $name } with { $host } is a US government body.
    .next = Send the body's .gov domain. Contractors and holders of regulated data send the papers that show it.
    .check-1 = Is it a public body on another domain, an FFRDC, or a holder of regulated data?

vetting-gov-no-evidence-no-host = No website, e-mail address or domain was sent that says that { $name } is a US government body.
    .next = Send the body's .gov domain. Contractors and holders of regulated data send the papers that show it.
    .check-1 = Is it a public body on another domain, an FFRDC, or a holder of regulated data?

vetting-soe-attested = The declaration of state ownership was recorded. It was not vetted.
    .next = There is nothing to do.

vetting-control-unproven = Only the website { $host } speaks for { $name }, and anybody can name a website.
    .next = Set an e-mail address at the institution's own domain, or prove that you control it.
    .check-1 = Does the person who asks belong to { $name }?

vetting-control-unproven-strict = { $host } speaks for { $name }, but nothing proves that whoever asks controls it, and this installation asks for that proof.
    .next = Nothing need be sent. A letter of the institution that names the request makes it faster.
    .check-1 = Does the person who asks belong to { $name }?

vetting-duplicate-claim = Education was approved for another of your customers with the domain of { $host } already.
    .next = If both belong to one institution, say so to the reviewer.
    .check-1 = Are both customers parts of the same institution?

vetting-stale-evidence = What speaks for { $name } in { $source } is older than this installation allows.
    .next = There is nothing to do; a current accreditation makes it faster.
    .check-1 = Is { $name } still listed there?

vetting-policy-fixed = This installation decides all requests alike.
    .next = Ask its operator.

vetting-operator-decision = A person at the operator decided.
    .next = Ask the operator for the reasons.

vetting-review-decision = A reviewer decided.
    .next = Read the review: it says why, and until when it can be appealed.

vetting-info-not-provided = What a reviewer asked for did not arrive in time.
    .next = Send the request again, with what was asked for.

vetting-reverification-due = Somebody asks whether the approval still holds.
    .next = Answer if something is asked.

vetting-sandbox-scripted = The sandbox was told this outcome by the customer's e-mail host.
    .next = `qualify sandbox magic` lists the hosts that do that.
