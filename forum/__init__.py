"""Categories and topics: where members ask, tell and answer."""
