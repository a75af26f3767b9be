"""What goes out to agencies and officers: reminders, change notices, the ledger of dates. Works out no dates."""
