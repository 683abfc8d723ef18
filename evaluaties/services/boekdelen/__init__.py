"""The sections of a BPV-boek: each module reads one subject for all stages at once, as plain data.

A section is a function of a `Bundel`. Of the stages it returns a dict by id of the placement; what isn't there has no
key. Each reads only what the reader of the bundle may see: the rules stand in `boeklezer`.
"""
