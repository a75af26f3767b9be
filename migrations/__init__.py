"""The store's schema, step by step; applied by ``returnonce.db.migrate`` and by nothing else."""
