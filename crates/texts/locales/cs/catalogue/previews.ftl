preview-not-before = Žádost by se posuzovala do { $until } a pak by se o ní rozhodlo.
preview-unchanged = Zákazník tuto kvalifikaci už má; nic by se nezměnilo.
