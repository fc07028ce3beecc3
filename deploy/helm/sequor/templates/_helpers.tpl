{{- define "sequor.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "sequor.fullname" -}}
{{- $name := include "sequor.name" . -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" -}}
{{- else if contains $name .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* What all pods of a release have, and no others. */}}
{{- define "sequor.releaseLabels" -}}
app.kubernetes.io/name: {{ include "sequor.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{/* What the pods of the service have, and those that make topics do not. */}}
{{- define "sequor.serviceLabels" -}}
{{ include "sequor.releaseLabels" . }}
app.kubernetes.io/component: service
{{- end -}}

{{- define "sequor.deliverLabels" -}}
{{ include "sequor.releaseLabels" . }}
app.kubernetes.io/component: deliver
{{- end -}}

{{- define "sequor.labels" -}}
{{ include "sequor.releaseLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{- define "sequor.image" -}}
{{- with .Values.image -}}
{{- if .digest -}}{{ .repository }}@{{ .digest }}
{{- else -}}{{ .repository }}:{{ .tag | default $.Chart.AppVersion }}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "sequor.namespace" -}}
{{- .Values.config.namespace | default "sequor" -}}
{{- end -}}

{{- define "sequor.httpPort" -}}
{{- dig "http" "port" 9464 .Values.config | int -}}
{{- end -}}

{{/* kafka.sasl.clientSecret becomes SEQUOR_KAFKA__SASL__CLIENT_SECRET. */}}
{{- define "sequor.variable" -}}
{{- $words := list -}}
{{- range splitList "." . -}}{{- $words = append $words (snakecase .) -}}{{- end -}}
SEQUOR_{{ join "__" $words | upper }}
{{- end -}}

{{/* The number of processes that there are at least. */}}
{{- define "sequor.leastReplicas" -}}
{{- with .Values.autoscaling -}}
{{- if .keda.enabled -}}{{ .keda.minReplicas }}
{{- else if .hpa.enabled -}}{{ .hpa.minReplicas }}
{{- else -}}{{ $.Values.replicas }}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "sequor.rulesAreMounted" -}}
{{- with .Values.rules -}}{{- if or .files .configMap .claim -}}true{{- end -}}{{- end -}}
{{- end -}}
