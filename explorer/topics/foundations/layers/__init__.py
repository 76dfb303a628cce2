"""A network as a table: shapes, parameters, multiplications."""
