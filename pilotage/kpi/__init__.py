"""KPIs: a linear combination of counters over another, times a scale."""
