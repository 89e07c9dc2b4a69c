"""What must not be read by whoever gets hold of a disk or a dump: sealed with the portal's keys."""
