"""Runs the migrations over the connection that the program hands in; Alembic loads this file by its path."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
