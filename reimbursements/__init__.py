"""From a bill to the money: claims, bills and statements."""
