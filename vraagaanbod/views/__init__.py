"""Pages of demand and supply: the board, a cluster, stating figures."""
