{{- define "app.cronjob" -}}
apiVersion: batch/v1
kind: CronJob
metadata:
  name: {{ .name }}
spec:
  schedule: {{ printf "%s 3 * * *" .minute }}
{{- end }}
