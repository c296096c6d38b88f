-- +goose Up
CREATE TABLE ships (id int);
-- +goose Down
DROP TABLE ships;
