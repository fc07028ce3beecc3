{{/* What the types of values cannot tell: each with what to do. */}}
{{- define "sequor.refuse" -}}
{{- $config := .Values.config -}}
{{- if not (dig "lines" "topics" list $config) -}}
{{- fail "config.lines.topics is missing: name the topics to which your shippers write, as in `config: { lines: { topics: [syslog] } }`" -}}
{{- end -}}
{{- if not (dig "kafka" "brokers" list $config) -}}
{{- fail "config.kafka.brokers is missing: name the brokers to ask first, as HOST:PORT" -}}
{{- end -}}
{{- $redis := $config.redis | default dict -}}
{{- $ways := list -}}
{{- range $way := list "host" "sentinels" "cluster" -}}{{- if hasKey $redis $way -}}{{- $ways = append $ways (printf "config.redis.%s" $way) -}}{{- end -}}{{- end -}}
{{- if hasKey .Values.secrets "redis.url" -}}{{- $ways = append $ways "secrets.redis.url" -}}{{- end -}}
{{- if ne (len $ways) 1 -}}
{{- fail (printf "one thing must say where Redis is, not %d (%s): set config.redis.host, or a secret for redis.url" (len $ways) (join ", " $ways)) -}}
{{- end -}}
{{- range $server, $tls := .Values.tls -}}
{{- if $tls.enabled -}}
{{- if and (not $tls.ca) (not $tls.publicAuthorities) -}}
{{- fail (printf "tls.%s is on and nothing says whom to trust: set tls.%s.ca to the Secret that has the certificate of the authority, or tls.%s.publicAuthorities to true if a well-known one signed" $server $server $server) -}}
{{- end -}}
{{- else if or $tls.ca $tls.certificate $tls.publicAuthorities $tls.serverName -}}
{{- fail (printf "tls.%s has settings and is off: set tls.%s.enabled to true, or leave them out" $server $server) -}}
{{- end -}}
{{- end -}}
{{- with dig "kafka" "sasl" "mechanism" "" $config -}}
{{- $secret := ternary "kafka.sasl.clientSecret" "kafka.sasl.password" (eq . "oauthbearer") -}}
{{- if not (hasKey $.Values.secrets $secret) -}}
{{- fail (printf "config.kafka.sasl.mechanism is %s and secrets has no %s: name the Secret and its key there" . $secret) -}}
{{- end -}}
{{- end -}}
{{- $token := hasKey .Values.secrets "deliver.target.token" -}}
{{- if .Values.deliver.enabled -}}
{{- if not (dig "deliver" "target" dict $config) -}}
{{- fail "deliver.enabled is true and config.deliver.target is missing: say where tickets are made, as docs/ticketing.md has it" -}}
{{- end -}}
{{- if not $token -}}
{{- fail "deliver.enabled is true and secrets has no deliver.target.token: name the Secret and its key there" -}}
{{- end -}}
{{- else if or $token $config.deliver .Values.deliver.ca -}}
{{- fail "there are settings of deliver, and nothing uses them: set deliver.enabled to true, or leave config.deliver, deliver.ca and the secret deliver.target.token out" -}}
{{- end -}}
{{- with .Values.autoscaling -}}
{{- if and .keda.enabled .hpa.enabled -}}
{{- fail "autoscaling.keda and autoscaling.hpa are both on, and would scale the same pods against each other: leave one of them off" -}}
{{- end -}}
{{- range $scaler := list .keda .hpa -}}
{{- if and $scaler.enabled (gt (int $scaler.minReplicas) (int $scaler.maxReplicas)) -}}
{{- fail (printf "autoscaling: minReplicas (%d) is above maxReplicas (%d)" (int $scaler.minReplicas) (int $scaler.maxReplicas)) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if and .Values.podMonitor.enabled .Values.serviceMonitor.enabled -}}
{{- fail "podMonitor and serviceMonitor are both on, and every pod would be read twice: leave one of them off" -}}
{{- end -}}
{{- $sources := list -}}
{{- range $source := list "files" "configMap" "claim" -}}{{- if get $.Values.rules $source -}}{{- $sources = append $sources (printf "rules.%s" $source) -}}{{- end -}}{{- end -}}
{{- if gt (len $sources) 1 -}}
{{- fail (printf "rules come from one place, not from %s: leave all but one out" (join " and " $sources)) -}}
{{- end -}}
{{- $within := dig "shutdown" "within" "25s" $config -}}
{{- if regexMatch "^[0-9]+s$" $within -}}
{{- if ge (trimSuffix "s" $within | int) (int .Values.terminationGracePeriodSeconds) -}}
{{- fail (printf "config.shutdown.within is %s, and Kubernetes ends the process after terminationGracePeriodSeconds, %d: that must be longer" $within (int .Values.terminationGracePeriodSeconds)) -}}
{{- end -}}
{{- end -}}
{{- end -}}
