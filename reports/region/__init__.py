"""A region from verified reports: facts gathered from files, the demand for shared services, and both as plain data."""
