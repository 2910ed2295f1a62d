"""The question: what the factory, the rules and the limits ask of a plan."""
