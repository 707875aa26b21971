output "application_id" {
  description = "The EMR Serverless application."
  value       = aws_emrserverless_application.this.id
}
