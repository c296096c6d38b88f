resource "helm_release" "backup" {
  name = "velero"

  set {
    name  = "schedules.orders.schedule"
    value = "0 3 * * 1\\,4"
  }

  set {
    name  = "image.tag"
    value = "v1"
  }

  values = [
    <<-YAML
      pruner:
        enabled: true
        schedule: "30 4 * * *"
      sweeper:
        suspend: true
        cron: "@weekly"
        text: "not a schedule"
    YAML
    ,
    yamlencode({
      reports = { schedule = "0 6 1 * *" }
    }),
  ]
}

resource "kubectl_manifest" "compact" {
  yaml_body = <<YAML
apiVersion: batch/v1
kind: CronJob
metadata:
  name: compact
spec:
  schedule: "5 5 * * 5"
  timeZone: Europe/Vienna
YAML
}

resource "kubectl_manifest" "templated" {
  yaml_body = <<YAML
spec: {
  schedule: ${var.schedule}
YAML
}
