-- the table goes
DROP TABLE berths;
