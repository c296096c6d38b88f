resource "aws_db_instance" "orders" {
  engine         = "oracle-se2"
  engine_version = "19"
}

resource "aws_eks_cluster" "main" {
  version = var.cluster_version
}

resource "google_sql_database_instance" "new" {
  database_version = "SQLSERVER_2019_STANDARD"
}

resource "aws_elasticache_cluster" "plain" {
  engine = "redis"
}

resource "aws_s3_bucket" "files" {}

data "aws_db_instance" "other" {}
