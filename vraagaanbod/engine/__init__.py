"""Plain reckoning for the pages of demand and supply: weekdays, rights of schools, places to schools."""
