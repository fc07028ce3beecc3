{{/* The file sequor.yaml: the configuration with what the chart knows of it. */}}
{{- define "sequor.config" -}}
{{- $config := deepCopy .Values.config -}}
{{- range $server, $section := dict "kafka" "ssl" "redis" "tls" -}}
{{- $tls := get $.Values.tls $server -}}
{{- if $tls.enabled -}}
{{- $file := dict -}}
{{- if $tls.ca -}}{{- $_ := set $file "ca" (printf "/etc/sequor/tls/%s-ca.crt" $server) -}}{{- end -}}
{{- if $tls.certificate -}}
{{- $_ := set $file "cert" (printf "/etc/sequor/tls/%s.crt" $server) -}}
{{- $_ := set $file "key" (printf "/etc/sequor/tls/%s.key" $server) -}}
{{- end -}}
{{- if $tls.serverName -}}{{- $_ := set $file "serverName" $tls.serverName -}}{{- end -}}
{{- $_ := set $config $server (set (get $config $server | default dict) $section $file) -}}
{{- end -}}
{{- end -}}
{{- $http := set ($config.http | default dict) "host" "0.0.0.0" -}}
{{- /* Without a token whoever reaches the port reads the metrics: see networkPolicy. */ -}}
{{- if not (or (hasKey .Values.secrets "http.token") (hasKey $http "insecure")) -}}{{- $_ := set $http "insecure" true -}}{{- end -}}
{{- $_ := set $config "http" $http -}}
{{- $rules := $config.rules | default dict -}}
{{- if include "sequor.rulesAreMounted" . -}}
{{- $_ := set $rules "paths" (ternary (list "/opt/sequor/rules" "/etc/sequor/rules") (list "/etc/sequor/rules") .Values.rules.shipped) -}}
{{- end -}}
{{- if .Values.rules.overrides -}}{{- $_ := set $rules "overrides" "/etc/sequor/config/overrides.yaml" -}}{{- end -}}
{{- if $rules -}}{{- $_ := set $config "rules" $rules -}}{{- end -}}
{{- if .Values.aliases -}}
{{- $_ := set $config "lines" (set ($config.lines | default dict) "aliases" "/etc/sequor/config/aliases") -}}
{{- end -}}
{{- toYaml $config -}}
{{- end -}}

{{/* The content of a ConfigMap: the configuration and the files that it names. */}}
{{- define "sequor.configData" -}}
sequor.yaml: |
  {{- include "sequor.config" . | nindent 2 }}
{{- with .Values.rules.overrides }}
overrides.yaml: |
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.aliases }}
aliases: |
  {{- . | nindent 2 }}
{{- end }}
{{- end -}}
