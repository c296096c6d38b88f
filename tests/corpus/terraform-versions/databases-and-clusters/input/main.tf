resource "aws_db_instance" "orders" {
  engine         = "postgres"
  engine_version = "11.22"
}

resource "google_sql_database_instance" "old" {
  database_version = "MYSQL_5_7"
}

resource "aws_eks_cluster" "main" {
  name    = "main"
  version = "1.27"
}
