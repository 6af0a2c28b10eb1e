preview-not-before = O pedido ficaria em análise até { $until }, e seria então decidido.
preview-unchanged = O cliente já tem esta qualificação; nada mudaria.
