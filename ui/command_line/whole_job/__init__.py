"""The whole job on the sample factory: `demo` and `self-test`."""
