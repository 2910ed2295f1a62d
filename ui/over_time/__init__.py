"""A case over time: versions, signed papers, trend, comparison, the factories of one enterprise."""
