-- The audit trail, the same in every service, and what the service's runtime role may do. Runs as the owner's role,
-- again whenever this file or the name of the runtime role changes.
CREATE TABLE IF NOT EXISTS audit (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    time timestamptz NOT NULL,
    what varchar(32) NOT NULL,
    issuer varchar(255),
    subject varchar(255),
    client varchar(255),
    token_id varchar(255),
    peer varchar(64),
    experiment varchar(100),
    name varchar(300),
    gps_start bigint,
    gps_end bigint,
    service varchar(64) NOT NULL,
    method varchar(16),
    route varchar(255),
    path varchar(512),
    status integer NOT NULL,
    reason varchar(255)
);

CREATE INDEX IF NOT EXISTS audit_by_experiment ON audit (experiment, id);

-- One role for all, as in a small set-up, has what it needs by owning everything.
DO $$
BEGIN
    IF current_user <> '${runtime-role}' THEN
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', current_schema(), '${runtime-role}');
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %I TO %I', current_schema(), '${runtime-role}');
        EXECUTE format('GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA %I TO %I', current_schema(), '${runtime-role}');
        EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO %I', current_schema(), '${runtime-role}');
        EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I GRANT USAGE, SELECT ON SEQUENCES TO %I', current_schema(), '${runtime-role}');
        EXECUTE format('REVOKE ALL ON "${flyway:table}" FROM %I', '${runtime-role}');
    END IF;
END
$$;

REVOKE ALL ON audit FROM PUBLIC;
REVOKE ALL ON audit FROM "${runtime-role}";
GRANT SELECT, INSERT ON audit TO "${runtime-role}";
