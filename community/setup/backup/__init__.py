"""A community as lines of JSON: all that was said and decided in it, to be kept or moved elsewhere.

`scope.py` says what belongs to it, `lines.py` how a file begins, goes on and ends, `exporting.py`
writes one, `actions.py` brings one in.
"""
