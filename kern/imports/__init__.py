"""What every import of the portal shares, and the imports of organisations, programmes and people."""
