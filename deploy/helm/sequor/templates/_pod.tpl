{{/*
The spec of a pod that runs a command of sequor:
(dict "root" $ "args" ARGUMENTS "config" CONFIGMAP "serves" BOOLEAN "lastsOnce" POLICY "delivers" BOOLEAN "resources" RESOURCES).
All have the same files, secrets and rights, but what is of `deliver` alone: no other pod gets that.
*/}}
{{- define "sequor.pod" -}}
{{- $values := .root.Values -}}
{{- $secrets := ternary $values.secrets (omit $values.secrets "deliver.target.token") (.delivers | default false) -}}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with $values.serviceAccountName }}
serviceAccountName: {{ . }}
{{- end }}
{{- with $values.imagePullSecrets }}
imagePullSecrets: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- if .lastsOnce }}
restartPolicy: {{ .lastsOnce }}
{{- else }}
terminationGracePeriodSeconds: {{ $values.terminationGracePeriodSeconds }}
{{- end }}
securityContext: {{- toYaml $values.podSecurityContext | nindent 2 }}
containers:
  - name: sequor
    image: {{ include "sequor.image" .root | quote }}
    imagePullPolicy: {{ $values.image.pullPolicy }}
    args: {{- toYaml .args | nindent 6 }}
    {{- if or $secrets $values.extraEnv }}
    env:
      {{- range $setting, $_ := $secrets }}
      - name: {{ include "sequor.variable" $setting }}_FILE
        value: /etc/sequor/secrets/{{ $setting }}
      {{- end }}
      {{- with $values.extraEnv }}
      {{- toYaml . | nindent 6 }}
      {{- end }}
    {{- end }}
    {{- if .serves }}
    ports:
      - name: http
        containerPort: {{ include "sequor.httpPort" .root }}
    livenessProbe:
      httpGet: { path: /livez, port: http }
      periodSeconds: 10
      timeoutSeconds: 5
      failureThreshold: 3
    readinessProbe:
      httpGet: { path: /readyz, port: http }
      periodSeconds: 10
      timeoutSeconds: 5
    {{- end }}
    resources: {{- toYaml (.resources | default $values.resources) | nindent 6 }}
    securityContext: {{- toYaml $values.securityContext | nindent 6 }}
    volumeMounts:
      - { name: config, mountPath: /etc/sequor/config, readOnly: true }
      - { name: tmp, mountPath: /tmp }
      {{- if $secrets }}
      - { name: secrets, mountPath: /etc/sequor/secrets, readOnly: true }
      {{- end }}
      {{- if include "sequor.tlsFiles" . }}
      - { name: tls, mountPath: /etc/sequor/tls, readOnly: true }
      {{- end }}
      {{- if include "sequor.rulesAreMounted" .root }}
      - { name: rules, mountPath: /etc/sequor/rules, readOnly: true }
      {{- end }}
      {{- with $values.extraVolumeMounts }}
      {{- toYaml . | nindent 6 }}
      {{- end }}
volumes:
  - name: config
    configMap: { name: {{ .config }} }
  - name: tmp
    emptyDir: { sizeLimit: {{ $values.temporarySize }} }
  {{- with $secrets }}
  - name: secrets
    projected:
      defaultMode: 0440
      sources:
        {{- range $setting, $ref := . }}
        - secret: { name: {{ $ref.name }}, items: [{ key: {{ $ref.key }}, path: {{ $setting }} }] }
        {{- end }}
  {{- end }}
  {{- with include "sequor.tlsFiles" . }}
  - name: tls
    projected:
      defaultMode: 0440
      sources:
        {{- . | nindent 8 }}
  {{- end }}
  {{- if include "sequor.rulesAreMounted" .root }}
  - name: rules
    {{- if $values.rules.claim }}
    persistentVolumeClaim: { claimName: {{ $values.rules.claim }}, readOnly: true }
    {{- else }}
    configMap: { name: {{ $values.rules.configMap | default (printf "%s-rules" .config) }} }
    {{- end }}
  {{- end }}
  {{- with $values.extraVolumes }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- with $values.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.affinity }}
affinity: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "sequor.tlsFiles" -}}
{{- range $server := list "kafka" "redis" }}
{{- $tls := get $.root.Values.tls $server }}
{{- if $tls.enabled }}
{{- with $tls.ca }}
- secret: { name: {{ .name }}, items: [{ key: {{ .key }}, path: {{ $server }}-ca.crt }] }
{{- end }}
{{- with $tls.certificate }}
- secret: { name: {{ .name }}, items: [{ key: {{ .cert }}, path: {{ $server }}.crt }, { key: {{ .key }}, path: {{ $server }}.key }] }
{{- end }}
{{- end }}
{{- end }}
{{- if .delivers }}
{{- with .root.Values.deliver.ca }}
- secret: { name: {{ .name }}, items: [{ key: {{ .key }}, path: deliver-ca.crt }] }
{{- end }}
{{- end }}
{{- end -}}
