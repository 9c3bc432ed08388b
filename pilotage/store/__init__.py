"""The database: tables, migrations, guards, audit trail, and one module of functions a subject."""
