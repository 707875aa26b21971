output "topic_arns" {
  description = "The topics by their use."
  value       = { for name, topic in aws_sns_topic.this : name => topic.arn }
}
