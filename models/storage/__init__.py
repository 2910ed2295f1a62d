"""The only place that knows SQLAlchemy, Alembic and the layout of the data folder."""
