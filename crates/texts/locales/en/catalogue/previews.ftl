### What a request would come to, before it is made.

preview-not-before = It would be in review until { $until }, and be decided then.
preview-unchanged = The customer has the qualification already; nothing would change.
