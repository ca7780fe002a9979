"""House rules as tests: what the code promises its next reader."""
