preview-not-before = De aanvraag zou tot { $until } in behandeling zijn; dan zou erover worden beslist.
preview-unchanged = De klant heeft deze kwalificatie al; er zou niets veranderen.
