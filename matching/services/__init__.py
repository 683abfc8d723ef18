"""Everything that changes a round, a preference or a proposal."""
