"""How messages and files cross the network: SMTP, GOV.UK Notify, HTTP. Knows no job."""
