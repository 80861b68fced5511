"""Client registers that a person can own, read and trust.

The house has seven floors; a module imports only from the floors above it:
messages and errors, law, register, letters, exchange, rights, cli.
"""

__version__ = "0.1.0"
