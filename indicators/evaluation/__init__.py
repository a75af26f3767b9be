"""Works out requested figures from given ones: found, shared or added up, else a reason. Reads no database."""
