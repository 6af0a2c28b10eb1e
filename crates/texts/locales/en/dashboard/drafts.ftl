# Decisions that were sent and can be taken back.
draft-title = Decisions that you sent
draft-text = A decision takes effect ten seconds after you sent it. Until then you can take it back.
draft-waits = You sent this decision: { $what }. It takes effect at { $time } UTC. Until then you can take it back.
draft-waits-of = { $name } has sent a decision about this case. It takes effect at { $time } UTC.
draft-too-late = The decision takes effect at this moment. It can no longer be taken back.
draft-taken-back = You took the decision back. Nothing was decided.
draft-carried-out = The decision was carried out.
draft-overtaken = The decision was not carried out: the case went another way meanwhile. Look at where it stands, and decide again if you have to.
draft-overtaken-by = The decision was not carried out: { $name } acted on the case meanwhile. Look at where it stands, and decide again if you have to.
draft-refused = The decision was not carried out: { $why }. Look at the case, and decide again if you have to.
draft-take-back = Take it back
draft-take-all-back = Take all back ({ NUMBER($count) })
draft-look = Look what has become of it
review-no-draft-waits = You have sent another decision about this case. Take that one back first, or wait until it takes effect.
alike-take-effect = They take effect at { $time } UTC. Until then you can take them back.
keys-take-back = Take back what you sent
