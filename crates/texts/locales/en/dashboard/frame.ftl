# What stands around every page.
frame-skip = To the content
frame-navigation = Parts of the dashboard
frame-customers = Customers
frame-sandbox = SANDBOX
frame-clock-running = Its clock shows { $moment }, and runs.
frame-clock-standing = Its clock stands at { $moment }.
frame-sign-out = Sign out
frame-language = Language
frame-theme = Colours
frame-theme-system = As the device
frame-theme-light = Light
frame-theme-dark = Dark
frame-choose = Apply
frame-copy = Copy
frame-copied = Copied
frame-pages = Pages of the list
frame-first-page = First page
frame-next-page = Next page

# Forms.
form-required = (required)
form-choose = Choose
form-example = Such as { $example }
form-save = Save
form-cancel = Cancel
form-missing = This has to be filled in.
form-unusable = This cannot be used. What is expected: { $rule }
form-wrong = Nothing was saved. Correct the fields that are marked, and send the form again.
form-overtaken = Somebody else has changed this meanwhile, and nothing was overwritten. Below each field that differs stands what is there now. Save to put your text in its place.
form-overtaken-by = { $who } has changed this meanwhile ({ $at }), and nothing was overwritten. Below each field that differs stands what is there now. Save to put your text in its place.
form-now = There now: { $value }
form-now-empty = There now: nothing

# What goes wrong.
error-back = Back to the dashboard
error-correlation = If this is not what you expected, give your operator this id:
error-not-found-title = This is not here
error-not-found = The page does not exist, or what it is about is not yours. Check the address, or find it in the list.
error-refused-title = You may not do this
error-refused = Your sign-in does not allow this. Ask whoever gives out roles in your organisation.
error-busy-title = The service is busy
error-busy = Nothing was changed. Wait a few seconds, and try again.
error-fault-title = Something failed
error-fault = This is a fault of the service, and nothing was changed. Try again; if it fails again, tell your operator.
error-other-title = This was not done
error-other = The service cannot do this as it was asked.
error-foreign-form = The form was sent by a page of another site, and was not taken. Open the page here, and send it again.
error-form-token = The form is not of this sign-in: it is too old, or was opened before you signed in again. Nothing was changed. Open the page again.
error-role = Your role does not allow this. Ask whoever gives out roles in your organisation.
error-for-partners = This page is for users of a partner, and you are signed in as staff of the operator.
error-for-staff = This page is for staff of the operator, and you are signed in as a user of a partner.
