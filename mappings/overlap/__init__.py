"""Which measures of any list resemble indicators, and each other. Proposes only; knows no place, plan or date."""
