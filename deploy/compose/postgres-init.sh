#!/bin/bash
# Run once by the postgres image on an empty volume: a role for each service, which makes its own schema.
set -euo pipefail
for service in uploader notification downloader latency; do
    psql --no-psqlrc --quiet -v ON_ERROR_STOP=1 -v role="strainlake_$service" -v file="/run/secrets/$service-database-password" \
        --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
\set password `cat :file`
CREATE ROLE :"role" LOGIN PASSWORD :'password';
GRANT CONNECT, CREATE ON DATABASE :"DBNAME" TO :"role";
SQL
done
psql --no-psqlrc --quiet -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
REVOKE ALL ON DATABASE :"DBNAME" FROM PUBLIC;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
SQL
