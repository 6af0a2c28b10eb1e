preview-not-before = A kérelem eddig állna ellenőrzés alatt, és akkor születne róla döntés: { $until }.
preview-unchanged = Az ügyfélnek már megvan ez a minősítése; semmi sem változna.
