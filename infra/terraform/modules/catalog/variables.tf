variable "name" {
  description = "What every name begins with."
  type        = string
}

variable "account_id" {
  description = "The account whose catalog it is."
  type        = string
}

variable "results_location" {
  description = "Where Athena puts results, s3://bucket/prefix/."
  type        = string
}

variable "kms_key_arn" {
  description = "The key that encrypts results."
  type        = string
}

variable "totals_queries" {
  description = "Per dataset, the statement that puts its rows into aggregates.monthly_totals; its parameter is the run."
  type        = map(string)

  validation {
    condition     = alltrue([for q in values(var.totals_queries) : q != null && length(regexall("[?]", q == null ? "" : q)) == 1])
    error_message = "Every dataset needs a statement with one parameter, the run: set totals_query."
  }
}

variable "aggregates_location" {
  description = "Where aggregates lie, s3://bucket."
  type        = string
}

variable "scan_limit_bytes" {
  description = "The most that one query may read; a query that would read more is ended."
  type        = number
  default     = 107374182400

  validation {
    condition     = var.scan_limit_bytes >= 10000000
    error_message = "Athena accepts no limit below 10,000,000 bytes."
  }
}
