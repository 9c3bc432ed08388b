"""From a vendor's file to rows of counters and the problems found on the way. Pure: no database."""
