DROP TABLE piers;
