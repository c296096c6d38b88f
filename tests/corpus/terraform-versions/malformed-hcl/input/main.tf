resource "aws_db_instance" "a" {
 engine_version = 
}
resource "aws_eks_cluster" {
