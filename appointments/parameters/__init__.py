"""Values set by law or by the CNS, each with its source and the day it holds from."""
