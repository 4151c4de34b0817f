#!/bin/bash
# Run once by the postgres image on an empty volume: for each service a role that makes its schema, and one that it runs with.
set -euo pipefail
for service in uploader notification downloader latency; do
    psql --no-psqlrc --quiet -v ON_ERROR_STOP=1 -v role="strainlake_$service" -v file="/run/secrets/$service-database-password" \
        -v owner="strainlake_${service}_owner" -v owner_file="/run/secrets/$service-owner-database-password" \
        --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
\set password `cat :file`
CREATE ROLE :"role" LOGIN PASSWORD :'password';
GRANT CONNECT ON DATABASE :"DBNAME" TO :"role";
\set password `cat :owner_file`
CREATE ROLE :"owner" LOGIN PASSWORD :'password';
GRANT CONNECT, CREATE ON DATABASE :"DBNAME" TO :"owner";
SQL
done
psql --no-psqlrc --quiet -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
REVOKE ALL ON DATABASE :"DBNAME" FROM PUBLIC;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
SQL
