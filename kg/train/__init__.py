"""Training of the encoder: benchmark folders -> arrays (prepare) -> checkpoint (fit, needs torch) -> weights (export).

Nothing of this runs in the product; `README.md` beside it has the commands.
"""
