"""How people get in: e-mail and password, a second step, a school account, or an invitation."""
