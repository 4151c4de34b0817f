{{- define "strainlake.javaOptions" -}}
{{- $options := list .root.Values.javaOptions -}}
{{- with .root.Values.trust -}}
{{- if and .configMap .trustStoreKey -}}
{{- $options = append $options (printf "-Djavax.net.ssl.trustStore=/etc/strainlake/trust/%s -Djavax.net.ssl.trustStoreType=PKCS12 -Djavax.net.ssl.trustStorePassword=%s" .trustStoreKey .trustStorePassword) -}}
{{- end -}}
{{- end -}}
{{- $options = append $options (index .root.Values .name).javaOptions -}}
{{- compact $options | join " " -}}
{{- end -}}

{{/* Secrets of a service, each as one file. `properties/X` becomes the setting X. */}}
{{- define "strainlake.secretSources" -}}
{{- $secrets := (index .root.Values .name).secrets -}}
{{- $files := list (dict "from" $secrets.database "path" "properties/spring.datasource.password") -}}
{{- if (index .root.Values .name).databaseOwner -}}
{{- $files = append $files (dict "from" (required (printf "%s.secrets.databaseOwner is needed with databaseOwner" .name) $secrets.databaseOwner) "path" "properties/spring.flyway.password") -}}
{{- end -}}
{{- if and $secrets.client (or (ne .name "latency") (eq .root.Values.kafka.security "oauthbearer")) -}}
{{- $files = append $files (dict "from" $secrets.client "path" "files/client-secret") -}}
{{- end -}}
{{- with $secrets.kek -}}
{{- $files = append $files (dict "from" . "path" "files/kek.json") -}}
{{- end -}}
{{- with $secrets.sealKey -}}
{{- $files = append $files (dict "from" . "path" "files/seal-key.pem") -}}
{{- end -}}
{{- if and $secrets.activemq .root.Values.activemq.user -}}
{{- $files = append $files (dict "from" $secrets.activemq "path" "properties/spring.activemq.password") -}}
{{- end -}}
{{- range $secrets.properties -}}
{{- $files = append $files (dict "from" . "path" (printf "properties/%s" .property)) -}}
{{- end -}}
{{- range $files }}
- secret:
    name: {{ .from.name }}
    items:
      - key: {{ .from.key }}
        path: {{ .path | quote }}
{{- end }}
{{- end -}}
