"""What is kept about people, and for how long; each room declares its own.

The front door. A room lists its holdings as `HOLDINGS` in its `privacy.py`, which is found when
the portal starts, or calls `declare(holding)` itself.
"""

from cns_portal.privacy.registry import Holding, declare, holdings

__all__ = ["Holding", "declare", "holdings"]
