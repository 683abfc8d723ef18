"""Reading the board and stating figures."""
