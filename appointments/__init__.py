"""Meeting an agent of the CNS: opening hours, free times, bookings."""
