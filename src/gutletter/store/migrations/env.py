"""Run by Alembic: applies the steps on the connection, and in the transaction, of whoever opened the store."""

from alembic import context

from gutletter.store.schema import VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"],
    version_table=VERSION_TABLE,
    render_as_batch=True,  # SQLite cannot alter a column; Alembic rebuilds the table instead
)
with context.begin_transaction():
    context.run_migrations()
