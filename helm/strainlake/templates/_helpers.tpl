{{- define "strainlake.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 48 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 48 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 48 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* Names of the services that are switched on, separated by spaces. */}}
{{- define "strainlake.services" -}}
{{- $names := list -}}
{{- range $name := list "uploader" "notification" "downloader" "latency" -}}
{{- if (index $.Values $name).enabled -}}{{- $names = append $names $name -}}{{- end -}}
{{- end -}}
{{- join " " $names -}}
{{- end -}}

{{/* What a pod of a service is selected by. Takes (dict "root" $ "name" NAME). */}}
{{- define "strainlake.selector" -}}
app.kubernetes.io/name: {{ default .root.Chart.Name .root.Values.nameOverride }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .name }}
{{- end -}}

{{- define "strainlake.labels" -}}
{{ include "strainlake.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/part-of: strainlake
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "strainlake.image" -}}
{{- $image := .root.Values.image -}}
{{- $path := list -}}
{{- range $part := list $image.registry $image.repository (printf "%s-service" .name) -}}
{{- if $part -}}{{- $path = append $path $part -}}{{- end -}}
{{- end -}}
{{- join "/" $path }}:{{ default .root.Chart.AppVersion $image.tag }}
{{- end -}}
