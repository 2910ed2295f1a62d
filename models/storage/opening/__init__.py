"""Opening a data folder's database: made where there is none, brought up to date when it is older."""
