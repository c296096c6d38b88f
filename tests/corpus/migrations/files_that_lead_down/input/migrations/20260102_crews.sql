-- migrate:up
CREATE TABLE crews (id int);
-- migrate:down
DROP TABLE crews;
