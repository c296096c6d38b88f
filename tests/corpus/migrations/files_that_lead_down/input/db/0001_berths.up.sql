CREATE TABLE berths (id int);
