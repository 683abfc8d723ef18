"""Reading places for the pages, and changing them."""
