-- Versions of embargoes are added only: the service's runtime role may not change what there is. After the rights of the
-- audit trail, which give it everything else; again at each start, ${flyway:timestamp}, since those may have
-- been given again.
DO $$
BEGIN
    IF current_user <> '${runtime-role}' THEN
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON embargo_version FROM %I', '${runtime-role}');
    END IF;
END
$$;
