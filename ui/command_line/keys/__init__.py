"""Commands about keys, certificates and whom to trust."""
