-- +goose Up
DROP TABLE a;
-- +goose Down
-- +goose Up
CREATE TABLE a (id int);
