sign-in-title = Sign in
sign-in-action = Sign in
sign-in-as-partner = Sign in as a user of a partner
sign-in-as-staff = Sign in as staff of the operator
sign-in-cookies = The dashboard keeps one cookie for your sign-in, which ends with it, and your choice of language and colours.
sign-in-led = Sign in to see this page. You come back to it afterwards.
sign-in-signed-out = You are signed out.
sign-in-nowhere = Nobody can sign in here yet: the operator has not said where. The settings dashboard.partners and dashboard.staff name the issuers.
sign-in-failed = The issuer that signs you in does not answer as it should. Try again in a minute; if it fails again, tell your operator.
sign-in-refused = The issuer did not sign you in. Try again, or ask whoever looks after your account.
sign-in-not-begun = This sign-in was not begun in this browser, or it took too long. Cookies have to be allowed. Begin again.
sign-in-not-a-person = The sign-in is of an application, and the dashboard is for people.
sign-in-second-factor = The sign-in has no second factor, and this service demands one. Sign in again with multifactor authentication.

ended-title = Your sign-in has ended
ended-kept = Nothing was sent. What you wrote is kept for fifteen minutes: sign in again, and you can send it.
ended-not-kept = Nothing was sent. Sign in again, and open the page anew.

kept-title = Send what you wrote?
kept-text = Your sign-in had ended before this was sent. Look through it; nothing was done so far.
kept-send = Send it now
kept-discard = Throw it away

sessions-title = Your sign-ins
sessions-text = Every browser in which you are signed in. End those that you do not know.
sessions-browser = Browser
sessions-since = Signed in
sessions-seen = Last used
sessions-this = This one
sessions-end = End
sessions-end-others = End all others
