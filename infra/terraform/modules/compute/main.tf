resource "aws_emrserverless_application" "this" {
  name          = var.name
  release_label = var.release_label
  type          = "spark"
  architecture  = "X86_64"

  # No initial capacity: a nightly job pays for none that waits.
  auto_start_configuration {
    enabled = true
  }

  auto_stop_configuration {
    enabled              = true
    idle_timeout_minutes = 5
  }

  maximum_capacity {
    cpu    = "${var.capacity.vcpus} vCPU"
    memory = "${var.capacity.memory_gb} GB"
    disk   = "${var.capacity.disk_gb} GB"
  }

  scheduler_configuration {
    max_concurrent_runs   = var.concurrent_jobs
    queue_timeout_minutes = var.queue_minutes
  }

  monitoring_configuration {
    s3_monitoring_configuration {
      log_uri            = var.log_uri
      encryption_key_arn = var.kms_key_arn
    }

    # The history that the console shows, with our key and not with one of the service.
    managed_persistence_monitoring_configuration {
      enabled            = true
      encryption_key_arn = var.kms_key_arn
    }
  }

  dynamic "network_configuration" {
    for_each = var.network == null ? [] : [var.network]

    content {
      subnet_ids         = network_configuration.value.subnet_ids
      security_group_ids = network_configuration.value.security_group_ids
    }
  }
}
