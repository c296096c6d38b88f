variable "nightly" {
  type    = string
  default = "30 1 * * *"
}

locals {
  zone = "Europe/Paris"
}

job "snapshot" {
  type = "batch"

  periodic {
    crons            = ["0 3 * * *", "0 15 * * 6"]
    time_zone        = "Europe/Helsinki"
    prohibit_overlap = true
  }

  group "snapshot" {
    task "snapshot" {
      driver = "exec"
      config {
        command = "/usr/local/bin/snapshot"
        args    = ["--all"]
      }
    }
  }
}

job "yearly" {
  periodic {
    cron    = "0 4 1 1 * 2026"
    enabled = false
  }
}

job "variable" {
  periodic {
    cron      = var.nightly
    time_zone = local.zone
  }
}

job "open" {
  periodic {
    cron = var.nowhere
  }
}
