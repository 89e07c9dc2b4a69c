"""What pages say about insured persons."""
