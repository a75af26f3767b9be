"""What is measured: indicators, breakdowns and emission factors, as files define them. Imports only periods."""
