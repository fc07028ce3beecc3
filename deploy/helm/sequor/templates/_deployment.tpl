{{/*
A Deployment of pods as _pod.tpl has them: what those take, and (dict "name" NAME "labels" LABELS "replicas" NUMBER), 0 where a scaler says how many.
*/}}
{{- define "sequor.deployment" -}}
{{- $values := .root.Values -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .name }}
  labels: {{- include "sequor.labels" .root | nindent 4 }}
spec:
  {{- with .replicas }}
  replicas: {{ . }}
  {{- end }}
  revisionHistoryLimit: 3
  # A pod more would be one more time at which the group shares its work anew.
  strategy:
    type: RollingUpdate
    rollingUpdate: { maxSurge: 0, maxUnavailable: 1 }
  selector:
    matchLabels: {{- .labels | nindent 6 }}
  template:
    metadata:
      labels:
        {{- .labels | nindent 8 }}
        {{- with $values.podLabels }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        checksum/config: {{ list (include "sequor.configData" .root) (include "sequor.config" .) | join "" | sha256sum }}
        checksum/rules: {{ toYaml $values.rules.files | sha256sum }}
        {{- with $values.podAnnotations }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
    spec:
      {{- include "sequor.pod" (set . "config" (include "sequor.fullname" .root)) | nindent 6 }}
      {{- if $values.topologySpread }}
      topologySpreadConstraints:
        {{- range list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
        - maxSkew: 1
          topologyKey: {{ . }}
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels: {{- $.labels | nindent 14 }}
        {{- end }}
      {{- end }}
{{- end -}}
