{{/*
The external YAML of each service. A service reads it beside the defaults in its jar, and its secrets from the
directories below /run/secrets/strainlake: `properties` holds one file a setting, `files` what a setting names as a file.
All take (dict "root" $ "name" NAME).
*/}}

{{- define "strainlake.config" -}}
{{- $own := index .root.Values .name -}}
{{- $config := include (printf "strainlake.config.%s" .name) . | fromYaml -}}
{{- if hasKey $config "Error" -}}{{- fail (printf "settings of %s: %s" .name $config.Error) -}}{{- end -}}
{{- mergeOverwrite (include "strainlake.config.base" . | fromYaml) $config (deepCopy $own.config) | toYaml -}}
{{- end -}}

{{- define "strainlake.config.base" -}}
{{- $values := .root.Values -}}
{{- $own := index $values .name -}}
{{- /* "required" lets an empty list pass */ -}}
{{- if not $values.kafka.brokers -}}{{- fail "kafka.brokers is needed: at least one host:port" -}}{{- end -}}
{{- if not $values.experiments -}}{{- fail "experiments is needed: at least one, with its scopes" -}}{{- end -}}
{{- if not $values.iam.issuers -}}{{- fail "iam.issuers is needed: whose tokens are accepted" -}}{{- end }}
server:
  port: 8080
management:
  server:
    port: 8081
spring:
  config:
    import: configtree:/run/secrets/strainlake/properties/
  datasource:
    url: {{ include "strainlake.jdbcUrl" . | quote }}
    username: {{ $own.databaseUser | quote }}
  {{- with $own.databaseOwner }}
  flyway:
    user: {{ . | quote }}
  {{- end }}
  cloud:
    stream:
      kafka:
        binder:
          brokers: {{ $values.kafka.brokers | toJson }}
          {{- with $values.kafka.configuration }}
          configuration:
            {{- range $key, $value := . }}
            {{ printf "[%s]" $key | quote }}: {{ $value | quote }}
            {{- end }}
          {{- end }}
strainlake:
  {{- if eq $values.kafka.security "oauthbearer" }}
  kafka:
    security: oauthbearer
    audience: {{ $values.kafka.audience | quote }}
    scope: {{ $values.kafka.scope | quote }}
  {{- end }}
  {{- if $own.secrets.kek }}
  sealing:
    kek-file: /run/secrets/strainlake/files/kek.json
  {{- end }}
  {{- if and $values.trust.configMap $values.trust.pemKey }}
  http:
    ca-file: /etc/strainlake/trust/{{ $values.trust.pemKey }}
  {{- end }}
  experiments: {{ $values.experiments | toJson }}
  token:
    resource:
      audiences: [{{ required (printf "%s.audience is needed: what callers' tokens are issued for" .name) $own.audience | quote }}]
      issuers: {{ $values.iam.issuers | toJson }}
{{- end -}}

{{- define "strainlake.jdbcUrl" -}}
{{- $pg := .root.Values.postgresql -}}
{{- $host := required "postgresql.host is needed" $pg.host -}}
{{- printf "jdbc:postgresql://%s:%v/%s?currentSchema=%s&sslmode=%s" $host $pg.port $pg.database .name $pg.sslMode -}}
{{- if and .root.Values.trust.configMap .root.Values.trust.pemKey -}}
{{- printf "&sslrootcert=/etc/strainlake/trust/%s" .root.Values.trust.pemKey -}}
{{- end -}}
{{- end -}}

{{- define "strainlake.config.token" -}}
client:
  token-endpoint: {{ required "iam.tokenEndpoint is needed" .root.Values.iam.tokenEndpoint | quote }}
  client-id: {{ (index .root.Values .name).clientId | quote }}
  client-secret-file: /run/secrets/strainlake/files/client-secret
{{- end -}}

{{- define "strainlake.config.rucio" -}}
{{- $rucio := .root.Values.rucio -}}
url: {{ required "rucio.url is needed" $rucio.url | quote }}
audience: {{ $rucio.audience | quote }}
token-scope: {{ $rucio.tokenScope | quote }}
timeout: {{ $rucio.timeout | quote }}
{{- end -}}

{{- define "strainlake.config.storage" -}}
{{- $storage := .root.Values.storage -}}
{{- with $storage.audience }}
audience: {{ . | quote }}
{{- end }}
read-scope: {{ $storage.readScope | quote }}
write-scope: {{ $storage.writeScope | quote }}
timeout: {{ $storage.timeout | quote }}
{{- end -}}

{{/* The node's name comes from the pod's environment. */}}
{{- define "strainlake.config.clock" -}}
{{- (index .root.Values .name).clock | default "${STRAINLAKE_CLOCK}" | quote -}}
{{- end -}}

{{- define "strainlake.config.uploader" -}}
strainlake:
  token:
    {{- include "strainlake.config.token" . | nindent 4 }}
  lake:
    rucio:
      {{- include "strainlake.config.rucio" . | nindent 6 }}
    storage:
      {{- include "strainlake.config.storage" . | nindent 6 }}
  journey:
    clock: {{ include "strainlake.config.clock" . }}
  {{- with .root.Values.uploader }}
  {{- with .streams }}
  streams: {{ toJson . }}
  {{- end }}
  {{- if .secrets.kek }}
  spool:
    directory: /var/lib/strainlake/spool
  {{- end }}
  {{- if .source }}
  replay:
    roots: {{ .replayRoots | default (list "/var/lib/strainlake/source") | toJson }}
  {{- end }}
  {{- end }}
{{- end -}}

{{- define "strainlake.config.notification" -}}
spring:
  activemq:
    broker-url: {{ required "activemq.brokerUrl is needed" .root.Values.activemq.brokerUrl | quote }}
    {{- with .root.Values.activemq.user }}
    user: {{ . | quote }}
    {{- end }}
strainlake:
  token:
    {{- include "strainlake.config.token" . | nindent 4 }}
  lake:
    rucio:
      {{- include "strainlake.config.rucio" . | nindent 6 }}
  journey:
    clock: {{ include "strainlake.config.clock" . }}
  inbound: {{ toJson .root.Values.notification.inbound }}
  {{- $datasets := list }}
  {{- range .root.Values.experiments }}
  {{- range .scopes }}{{ $datasets = append $datasets (printf "%s:*" .) }}{{ end }}
  {{- end }}
  {{- with .root.Values.notification.reconcile }}
  reconcile: {{ merge (dict "datasets" (.datasets | default $datasets)) . | toJson }}
  {{- end }}
{{- end -}}

{{- define "strainlake.config.downloader" -}}
strainlake:
  token:
    {{- include "strainlake.config.token" . | nindent 4 }}
  lake:
    rucio:
      {{- include "strainlake.config.rucio" . | nindent 6 }}
    storage:
      {{- include "strainlake.config.storage" . | nindent 6 }}
  journey:
    clock: {{ include "strainlake.config.clock" . }}
  sinks:
    roots: [/var/lib/strainlake/sinks]
  {{- with .root.Values.downloader.follows }}
  follows: {{ toJson . }}
  {{- end }}
{{- end -}}

{{- define "strainlake.config.latency" -}}
{{- $sealKey := .root.Values.latency.secrets.sealKey -}}
{{- $login := eq .root.Values.kafka.security "oauthbearer" -}}
{{- if or $login $sealKey -}}
strainlake:
  {{- if $login }}
  token:
    {{- include "strainlake.config.token" . | nindent 4 }}
  {{- end }}
  {{- if $sealKey }}
  seal:
    key-file: /run/secrets/strainlake/files/seal-key.pem
  {{- end }}
{{- else -}}
strainlake: {}
{{- end }}
{{- end -}}
