-- What is sealed stays as it is: the service's role may add, not change. Said again at each start, after the rights that the
-- audit trail's script gives to all tables: ${flyway:timestamp}
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['sealed_record', 'sealed_file', 'sealed_block', 'sealed_dataset', 'seal_key'] LOOP
        EXECUTE format('REVOKE ALL ON %I FROM PUBLIC', name);
        EXECUTE format('REVOKE ALL ON %I FROM %I', name, '${runtime-role}');
        EXECUTE format('GRANT SELECT, INSERT ON %I TO %I', name, '${runtime-role}');
    END LOOP;
END
$$;
