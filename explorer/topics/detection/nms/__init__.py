"""Non-max suppression: step by step, who removed whom."""
