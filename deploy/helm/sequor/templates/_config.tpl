{{/* The configuration with what the chart knows of it: (dict "root" $ "delivers" BOOLEAN). The section `deliver` is for those that deliver alone. */}}
{{- define "sequor.config" -}}
{{- $values := .root.Values -}}
{{- $config := deepCopy (ternary $values.config (omit $values.config "deliver") (.delivers | default false)) -}}
{{- range $server, $section := dict "kafka" "ssl" "redis" "tls" -}}
{{- $tls := get $values.tls $server -}}
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
{{- if not (or (hasKey $values.secrets "http.token") (hasKey $http "insecure")) -}}{{- $_ := set $http "insecure" true -}}{{- end -}}
{{- $_ := set $config "http" $http -}}
{{- $rules := $config.rules | default dict -}}
{{- if include "sequor.rulesAreMounted" .root -}}
{{- $_ := set $rules "paths" (ternary (list "/opt/sequor/rules" "/etc/sequor/rules") (list "/etc/sequor/rules") $values.rules.shipped) -}}
{{- end -}}
{{- if $values.rules.overrides -}}{{- $_ := set $rules "overrides" "/etc/sequor/config/overrides.yaml" -}}{{- end -}}
{{- if $rules -}}{{- $_ := set $config "rules" $rules -}}{{- end -}}
{{- if $values.aliases -}}
{{- $_ := set $config "lines" (set ($config.lines | default dict) "aliases" "/etc/sequor/config/aliases") -}}
{{- end -}}
{{- if and .delivers $values.deliver.ca -}}
{{- $_ := set (dig "deliver" "target" dict $config) "ca" "/etc/sequor/tls/deliver-ca.crt" -}}
{{- end -}}
{{- toYaml $config -}}
{{- end -}}

{{/* The content of a ConfigMap: the configuration and the files that it names. */}}
{{- define "sequor.configData" -}}
sequor.yaml: |
  {{- include "sequor.config" (dict "root" .) | nindent 2 }}
{{- with .Values.rules.overrides }}
overrides.yaml: |
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.aliases }}
aliases: |
  {{- . | nindent 2 }}
{{- end }}
{{- end -}}
