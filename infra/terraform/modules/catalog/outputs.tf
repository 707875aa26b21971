output "databases" {
  description = "The Glue databases."
  value       = [for d in aws_glue_catalog_database.this : d.name]
}

output "workgroup" {
  description = "The Athena workgroup."
  value       = aws_athena_workgroup.this.name
}
