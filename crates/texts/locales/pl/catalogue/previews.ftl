preview-not-before = Wniosek byłby sprawdzany do { $until } i wtedy zapadłaby decyzja.
preview-unchanged = Klient ma już tę kwalifikację; nic by się nie zmieniło.
