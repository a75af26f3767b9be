"""Which day a rule means: working days, anchors, due dates. Pure; knows no return, no place and no store."""
